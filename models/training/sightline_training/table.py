"""Lays the results of ``./sightline evaluate --json`` out as the tables of docs/accuracy.md."""

import json
import sys
from pathlib import Path

VEHICLES = ["car", "motorcycle", "bus", "truck"]
EMOTIONS = ["angry", "disgust", "fear", "happy", "neutral", "sad", "surprise"]

TITLES = {
    "rendered-vehicles": "rendered, other seed",
    "coco128": "COCO128, its vehicles",
    "open-images": "Open Images vehicles, held-out fifth",
    "rendered-spots": "rendered, other seed",
    "shaded-spots": "rendered in hard shadows, other seed",
    "priya-test": "priya's test part",
    "pklot-dawn": "PKLot UFPR05, dawn of 22 February",
    "pklot-sun": "PKLot UFPR05, sun and hard shadows of 24 February, all free",
    "pklot-overcast": "PKLot UFPR05, overcast 9 March",
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


FLOOR = "precision / recall at the floor"


def table(results, task, title, columns, cells):
    """The results of one task: ``columns`` after the name, ``cells`` makes them of a result."""
    print(f"\n## {title}\n")
    print(f"| {' | '.join(columns)} |")
    print("|---" * len(columns) + "|")
    for name, result in results.items():
        if result["task"] == task:
            print(f"| {TITLES.get(name, name)} | {' | '.join(cells(result))} | {result['pictures_per_second']:.0f} |")


def ap(score):
    return "–" if score is None else f"{score:.2f}"


def of_vehicles(result):
    score = result["detector"]
    classes = [score["classes"].get(label, {}).get("ap50") for label in VEHICLES]
    scores = [score["ap50_any"], score["map50"], score["map50_95"], *classes]
    return [str(result["pictures"]), str(score["objects"]), *map(ap, scores)]


def at_floor(result, label):
    """Precision and recall of a class, of what is at least as sure as the manifest's confidence."""
    score = result["detector"]["classes"].get(label, {})
    return " / ".join(ap(score.get(measure)) for measure in ("precision", "recall"))


def of_vehicles_at_floor(result):
    return [str(result["pictures"]), *(at_floor(result, label) for label in VEHICLES)]


def of_one_class(result):
    score = result["detector"]
    scores = [ap(score["ap50_any"]), ap(score["map50_95"]), *(at_floor(result, label) for label in score["classes"])]
    return [str(result["pictures"]), str(score["objects"]), *scores]


def of_plate_text(result):
    score = result["reader"]
    return [str(score["plates"]), f"{100 * score['exact']:.1f} %", f"{100 * score['characters']:.1f} %"]


def of_spots(result):
    rows = result["classifier"]["confusion"]
    kept = [
        f"{rows.get(label, {}).get(label, 0)} of {sum(rows.get(label, {}).values())}" for label in ("free", "occupied")
    ]
    return [str(result["pictures"]), f"{100 * result['classifier']['accuracy']:.1f} %", *kept]


def of_emotions(result):
    rows = [(emotion, result["classifier"]["confusion"].get(emotion)) for emotion in EMOTIONS]
    kept = [f"{100 * row.get(emotion, 0) / sum(row.values()):.0f} %" if row else "–" for emotion, row in rows]
    return [str(result["pictures"]), f"{100 * result['classifier']['accuracy']:.1f} %", *kept]


def confusions(results, names):
    """What faces of each emotion were said to show, of each of the named results."""
    for name in names:
        if name in results:
            rows = results[name]["classifier"]["confusion"]
            print(f"\n### Which emotion is taken for which: {TITLES.get(name, name)}\n")
            print(f"| is, and is said to be | {' | '.join(EMOTIONS)} |")
            print("|---" * (len(EMOTIONS) + 1) + "|")
            for emotion in EMOTIONS:
                if emotion in rows:
                    print(f"| {emotion} | {' | '.join(str(rows[emotion].get(said, 0)) for said in EMOTIONS)} |")


def main():
    results = {Path(file).stem: json.loads((Path("work/results") / file).read_text()) for file in sys.argv[1:]}
    print("# How right the bundled models are\n")
    print(
        "Written by `models/training/evaluate`; every row is `./sightline evaluate` on pictures that no training saw.\n"
        "What the data are, and what they are not, stand in the models' cards under `models/bundled`."
    )
    table(
        results,
        "vehicle-detection",
        "Vehicles (`sightline-vehicles`)",
        ["pictures", "number", "vehicles", "AP50 any vehicle", "mAP50", "mAP50-95", *VEHICLES, "pictures/s"],
        of_vehicles,
    )
    table(
        results,
        "vehicle-detection",
        "Vehicles at the floor: precision / recall",
        ["pictures", "number", *VEHICLES, "pictures/s"],
        of_vehicles_at_floor,
    )
    table(
        results,
        "spot-classification",
        "Spots (`sightline-spots`)",
        ["crops", "number", "right", "free said free", "occupied said occupied", "crops/s"],
        of_spots,
    )
    table(
        results,
        "plate-detection",
        "Plates (`sightline-plates`)",
        ["pictures", "number", "plates", "AP50", "AP50-95", FLOOR, "pictures/s"],
        of_one_class,
    )
    table(
        results,
        "plate-recognition",
        "Plate text (`sightline-plate-text`)",
        ["plates", "number", "exact", "characters", "plates/s"],
        of_plate_text,
    )
    table(
        results,
        "face-detection",
        "Faces (`sightline-faces`)",
        ["pictures", "number", "faces", "AP50", "AP50-95", FLOOR, "pictures/s"],
        of_one_class,
    )
    table(
        results,
        "emotion-classification",
        "Emotions (`sightline-emotions`)",
        ["faces", "number", "right", *EMOTIONS, "faces/s"],
        of_emotions,
    )
    confusions(results, ["fer2013-public-test", "ck48"])


if __name__ == "__main__":
    main()
