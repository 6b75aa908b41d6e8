"""Lays the results of ``./sightline evaluate --json`` out as the tables of docs/accuracy.md."""

import json
import sys
from pathlib import Path

EMOTIONS = ["angry", "disgust", "fear", "happy", "neutral", "sad", "surprise"]

TITLES = {
    "rendered-vehicles": "rendered, other seed",
    "coco128": "COCO128, its vehicles",
    "open-images": "Open Images vehicles, held-out fifth",
    "rendered-spots": "rendered, other seed",
    "priya-test": "priya's test part",
    "pklot-another-day": "PKLot UFPR05, a day not trained on",
    "rendered-plates": "rendered vehicles, cut out, other seed",
    "photographed-plates": "photographs, held-out sixth",
    "eu-cars": "EU set, whole pictures",
    "rendered-plate-text": "drawn, other seed",
    "eu-plates": "EU set, true boxes",
    "rendered-faces": "rendered people, other seed",
    "photographed-faces": "photographs, held-out sixth (most faces masked)",
    "rendered-emotions": "rendered, other seed",
    "fer2013-held-out": "FER2013, held-out tenth",
    "fer2013-public-test": "FER2013 public test, contrast distorted",
    "ck48": "CK48, six of its seven (no neutral)",
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
    detections(results, "plate-detection", "Plates (`sightline-plates`)", "plates")
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
    detections(results, "face-detection", "Faces (`sightline-faces`)", "faces")
    print("\n## Emotions (`sightline-emotions`)\n")
    print("| faces | number | right | " + " | ".join(EMOTIONS) + " | faces/s |")
    print("|---|---|---|" + "---|" * len(EMOTIONS) + "---|")
    for name, result in results.items():
        if result["task"] == "emotion-classification":
            rows = result["classifier"]["confusion"]
            known = [rows.get(emotion, {}) for emotion in EMOTIONS]
            kept = [
                f"{100 * row.get(emotion, 0) / sum(row.values()):.0f} %" if row else "–"
                for emotion, row in zip(EMOTIONS, known)
            ]
            print(
                f"| {TITLES.get(name, name)} | {result['pictures']} | {100 * result['classifier']['accuracy']:.1f} % "
                f"| {' | '.join(kept)} | {result['pictures_per_second']:.0f} |"
            )


def detections(results, task, title, what):
    """The table of a detector of one class."""
    print(f"\n## {title}\n")
    print(f"| pictures | number | {what} | AP50 | AP50-95 | pictures/s |")
    print("|---|---|---|---|---|---|")
    for name, result in results.items():
        if result["task"] == task:
            score = result["detector"]
            print(
                f"| {TITLES.get(name, name)} | {result['pictures']} | {score['objects']} | {score['ap50_any']:.2f} "
                f"| {score['map50_95']:.2f} | {result['pictures_per_second']:.0f} |"
            )


if __name__ == "__main__":
    main()
