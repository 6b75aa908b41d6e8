"""Lays the results of ``./sightline evaluate --json`` out as the tables of docs/accuracy.md."""

import json
import sys
from pathlib import Path

TITLES = {
    "rendered-vehicles": "rendered, other seed",
    "coco128": "COCO128, its vehicles",
    "open-images": "Open Images vehicles, held-out fifth",
    "rendered-spots": "rendered, other seed",
    "priya-test": "priya's test part",
    "pklot-another-day": "PKLot UFPR05, a day not trained on",
    "rendered-plate-text": "rendered, other seed",
    "eu-plates": "EU set, true boxes",
}


def main():
    results = {Path(file).stem: json.loads((Path("work/results") / file).read_text()) for file in sys.argv[1:]}
    print("# How right the bundled models are\n")
    print(
        "Written by `models/training/evaluate`; every row is `./sightline evaluate` on pictures that no training saw.\n"
        "What the data are, and what they are not, stand in the models' cards under `models/bundled`.\n"
    )
    print("## Vehicles (`sightline-vehicles`)\n")
    print("| pictures | number | vehicles | AP50 any vehicle | mAP50 | mAP50-95 | car | motorcycle | bus | truck | pictures/s |")
    print("|---|---|---|---|---|---|---|---|---|---|---|")
    for name, result in results.items():
        if result["task"] == "vehicle-detection":
            score = result["detector"]
            classes = [score["classes"].get(label, {}).get("ap50") for label in ("car", "motorcycle", "bus", "truck")]
            cells = " | ".join("–" if ap is None else f"{ap:.2f}" for ap in classes)
            print(
                f"| {TITLES.get(name, name)} | {result['pictures']} | {score['objects']} | {score['ap50_any']:.2f} "
                f"| {score['map50']:.2f} | {score['map50_95']:.2f} | {cells} | {result['pictures_per_second']:.0f} |"
            )
    print("\n## Spots (`sightline-spots`)\n")
    print("| crops | number | right | free said free | occupied said occupied | crops/s |")
    print("|---|---|---|---|---|---|")
    for name, result in results.items():
        if result["task"] == "spot-classification":
            rows = result["classifier"]["confusion"]
            kept = [
                f"{rows.get(label, {}).get(label, 0)} of {sum(rows.get(label, {}).values())}"
                for label in ("free", "occupied")
            ]
            print(
                f"| {TITLES.get(name, name)} | {result['pictures']} | {100 * result['classifier']['accuracy']:.1f} % "
                f"| {kept[0]} | {kept[1]} | {result['pictures_per_second']:.0f} |"
            )
    print("\n## Plate text (`sightline-plate-text`)\n")
    print("| plates | number | exact | characters | plates/s |")
    print("|---|---|---|---|---|")
    for name, result in results.items():
        if result["task"] == "plate-recognition":
            score = result["reader"]
            print(
                f"| {TITLES.get(name, name)} | {score['plates']} | {100 * score['exact']:.1f} % "
                f"| {100 * score['characters']:.1f} % | {result['pictures_per_second']:.0f} |"
            )


if __name__ == "__main__":
    main()
