package io.sightline.query.web;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Map;

/**
 * A part of a list.
 *
 * @param items rows, with the columns of their table
 * @param next cursor of the following part; null at the end
 */
public record Page(
    @Schema(description = "Rows, with the columns of their table") List<Map<String, Object>> items,
    @Schema(
            description = "Give it as `cursor` to get the following part; absent at the end",
            nullable = true)
        String next) {}
