"""Writes docs/real-models.md: what `./sightline evaluate` says of weights that people really use.

    python3 benchmarks/reference/table.py --real DIR

DIR holds models/ and the labelled pictures; the table's last column is what is known of the weights from elsewhere.
"""

import argparse
import json
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

CK48 = ["--label", "anger=angry", "--label", "sadness=sad", "--label", "contempt="]


def evaluate(real, task, model, data, *more):
    said = subprocess.run(
        [ROOT / "sightline", "evaluate", "--task", task, "--model", model, "--data", real / data, "--json",
         "--models", real / "models", *more],
        stdout=subprocess.PIPE,
        check=True,
    )
    return json.loads(said.stdout)


def percent(share):
    return f"{100 * share:.1f} %"


def read_row(real, model, data, pictures, known, *more):
    result = evaluate(real, "plate-text", model, data, *more)
    reader = result["reader"]
    exact = round(reader["exact"] * reader["plates"])
    return (
        f"| `{model}` | {pictures} | {reader['plates']} | {exact} ({percent(reader['exact'])}) "
        f"| {percent(reader['characters'])} | {result['pictures_per_second']:.0f} | {known} |"
    )


def detector_row(real, task, model, data, pictures, known, *more):
    result = evaluate(real, task, model, data, *more)
    detector = result["detector"]
    classes = detector["classes"].values()
    found = sum(one["recall"] * one["objects"] for one in classes)
    said = sum(one["recall"] * one["objects"] / one["precision"] for one in classes if one.get("precision"))
    return (
        f"| `{model}` | {pictures} | {detector['objects']} | {detector['map50']:.2f} | {found / said if said else 0:.2f} "
        f"| {found / detector['objects']:.2f} | {result['pictures_per_second']:.0f} | {known} |"
    )


def classifier_rows(real, task, model, data, pictures, known, *more):
    result = evaluate(real, task, model, data, *more)
    classifier = result["classifier"]
    confusion = classifier["confusion"]
    labels = sorted(set(confusion) | {label for row in confusion.values() for label in row})
    count = sum(sum(row.values()) for row in confusion.values())
    lines = [
        f"**`{model}` on {pictures}**: {percent(classifier['accuracy'])} of {count} right, "
        f"{result['pictures_per_second']:.0f} pictures a second. Known: {known}.\n",
        "| is, said | " + " | ".join(labels) + " |",
        "|---" * (len(labels) + 1) + "|",
    ]
    for label in sorted(confusion):
        lines.append(f"| {label} | " + " | ".join(str(confusion[label].get(said, 0)) for said in labels) + " |")
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--real", required=True, type=Path)
    real = parser.parse_args().real.resolve()
    text = [
        "# What models that people really use say here\n",
        "Written by `benchmarks/reference/table.py`; every row is `./sightline evaluate`, on 2 cores, with weights that are not",
        "part of the project. *Known* is what is published beside the weights, or what plain Python with onnxruntime gave.",
        "That each model's decoded output equals an independent reference, within 1e-3 for scores and half a pixel for boxes,",
        "is a test (`ReferenceTest`; the reference is `benchmarks/reference/reference.py`).\n",
        "## Plate text\n",
        "| model | pictures | plates | exact | characters | plates/s | known |",
        "|---|---|---|---|---|---|---|",
        read_row(real, "plate-text-small", "plates/eu", "EU set, true boxes", "65 of 108 exact", "--plate-format", "EU"),
        read_row(real, "ppocr-en-number", "plates/eu", "EU set, true boxes", "36 of 108 exact", "--plate-format", "EU"),
        read_row(real, "plate-text-small", "plates/cn-crops", "cn-crops", "368 of the first 400 exact (92.0 %)"),
        "\nTexts are compared in the EU pack's spelling, which drops signs that are not Latin; cn-crops with the province's sign.",
        "Plates are cut out, straightened and parted into lines as the job does it.\n",
        "## Boxes\n",
        "| model | pictures | objects | mAP50 | precision | recall | pictures/s | known |",
        "|---|---|---|---|---|---|---|---|",
        detector_row(real, "plates", "plate-yolov8n", "plates/eu", "EU set", "81 of 108 at IoU 0.5"),
        detector_row(real, "vehicles", "yolov8n", "vehicles/coco128", "COCO128, its vehicles", "–", "--labels",
                     real / "models/yolov8n/coco.txt"),
        detector_row(real, "vehicles", "yolox-nano", "vehicles/coco128", "COCO128, its vehicles", "P 0.72 R 0.51", "--labels",
                     real / "models/yolov8n/coco.txt"),
        "\nPrecision and recall at the manifest's confidence.\n",
        "## Emotions\n",
        classifier_rows(real, "emotions", "mini-xception", "emotions/fer-public-test",
                        "FER2013's public test (contrast-distorted copies)", "54 % on 956 of them, about 63 % on clean ones"),
        classifier_rows(real, "emotions", "mini-xception", "emotions/ck48", "CK+ at 48 pixels, without contempt", "–", *CK48),
        "## Spots\n",
        classifier_rows(real, "spots", "sightline-spots", "parking/spot-patches/train_data/test",
                        "the spot patches' test part", "–", "--label", "empty=free"),
        "## Plates on footage\n",
        "`street`: 13.8 s of a junction, `yolov8n`, `plate-yolov8n` and `plate-text-small`, majority of each track's reads.\n",
        "| plate, read by eye | read | reads | score |",
        "|---|---|---|---|",
    ]
    text += street(real)
    (ROOT / "docs/real-models.md").write_text("\n".join(text) + "\n", encoding="utf-8")


def street(real):
    data = ROOT / "benchmarks/target/real-models"
    subprocess.run([ROOT / "sightline", "replay", "--site", real / "sites/street.yaml", "--run", "street", "--fresh",
                    "--models", real / "models", "--data", data], check=True, stdout=subprocess.DEVNULL)
    subprocess.run([ROOT / "sightline", "export", "--run", "street", "--out", data / "ledger", "--data", data], check=True)
    header, *rows = (data / "ledger/plate_reads.csv").read_text(encoding="utf-8").splitlines()
    read = {row["text"]: row for row in (dict(zip(header.split(","), line.split(","))) for line in rows)}
    truth = json.loads((real / "plates/street.truth.json").read_text(encoding="utf-8"))
    lines = []
    for plate in truth["pran_license_plate.mp4"]["plates"]:
        row = read.pop(plate["with_province"], None)
        found = f"{row['text']} | {row['reads']} | {float(row['score']):.3f}" if row else "– | – | –"
        lines.append(f"| {plate['with_province']} | {found} |")
    return lines + [f"| none | {row['text']} | {row['reads']} | {float(row['score']):.3f} |" for row in read.values()]


if __name__ == "__main__":
    main()
