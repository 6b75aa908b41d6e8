package io.sightline.store.watchlists;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What people say beside entries of watchlists, and who is told of what these find. */
public final class NoticeRows {
  private final JdbcClient jdbc;

  public NoticeRows(DataSource database) {
    this.jdbc = JdbcClient.create(database);
  }

  /**
   * @param priority a word; null for none
   * @param webhooks that were made with the entry
   */
  public record Notice(String priority, List<UUID> webhooks) {
    public static final Notice NONE = new Notice(null, List.of());
  }

  /** Says it of an entry, in place of what was said. */
  public void put(UUID bolo, Notice notice) {
    jdbc.sql(
            """
            insert into bolo_notices (bolo, priority, webhooks) values (?, ?, ?)
            on conflict (bolo) do update set priority = excluded.priority, webhooks = excluded.webhooks
            """)
        .params(bolo, notice.priority(), notice.webhooks().toArray(UUID[]::new))
        .update();
  }

  /** By the entries' ids; those of which nothing is said are left out. */
  public Map<UUID, Notice> of(Collection<UUID> bolos) {
    Map<UUID, Notice> notices = new HashMap<>();
    jdbc.sql("select bolo, priority, webhooks from bolo_notices where bolo = any (?)")
        .param(bolos.toArray(UUID[]::new))
        .query(
            row -> {
              notices.put(
                  row.getObject(1, UUID.class),
                  new Notice(row.getString(2), List.of((UUID[]) row.getArray(3).getArray())));
            });
    return notices;
  }

  /** Takes webhooks away that went with an entry. */
  public void removeWebhooks(Collection<UUID> webhooks) {
    jdbc.sql("delete from webhooks where id = any (?)")
        .param(webhooks.toArray(UUID[]::new))
        .update();
  }
}
