#!/usr/bin/env python3
"""Asks Sightline's VisionAI WebSocket. Needs the package `websockets` (python3-websockets on Debian).

    python3 examples/websocket_client_example.py face.jpg
    python3 examples/websocket_client_example.py --folder pictures/
    python3 examples/websocket_client_example.py --health | --emotions | --model-info
"""

import argparse
import asyncio
import base64
import json
import pathlib
import sys

import websockets

PICTURES = {".jpg", ".jpeg", ".png", ".webp", ".bmp", ".gif"}
LARGEST = 32 * 1024 * 1024


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("image", nargs="?", help="a picture to predict")
    parser.add_argument("--folder", help="predict every picture in a folder")
    parser.add_argument("--health", action="store_true", help="how the service is")
    parser.add_argument("--emotions", action="store_true", help="the emotions that are predicted")
    parser.add_argument("--model-info", action="store_true", help="the model that predicts them")
    parser.add_argument("--url", default="ws://localhost:8000/ws")
    parser.add_argument("--token", help="of POST /api/v1/auth/login; predictions are then this user's")
    return parser.parse_args()


def commands(args):
    """What is to be asked, and a name to print with each answer."""
    if args.health:
        yield "health", {"command": "health"}
    if args.emotions:
        yield "emotions", {"command": "emotions"}
    if args.model_info:
        yield "model_info", {"command": "model_info"}
    pictures = [pathlib.Path(args.image)] if args.image else []
    if args.folder:
        pictures += sorted(p for p in pathlib.Path(args.folder).iterdir() if p.suffix.lower() in PICTURES)
    for picture in pictures:
        command = {"command": "predict", "image": base64.b64encode(picture.read_bytes()).decode("ascii")}
        if args.token:
            command["token"] = args.token
        yield str(picture), command


async def ask(args):
    failed = 0
    async with websockets.connect(args.url, max_size=LARGEST) as socket:
        await socket.recv()  # The welcome.
        for name, command in commands(args):
            await socket.send(json.dumps(command))
            answer = json.loads(await socket.recv())
            failed += answer.get("type") == "error"
            print(f"{name}: {json.dumps(answer, ensure_ascii=False)}")
    return failed


def main():
    args = arguments()
    if not (args.image or args.folder or args.health or args.emotions or args.model_info):
        sys.exit("Name a picture, or one of --folder, --health, --emotions and --model-info.")
    try:
        failed = asyncio.run(ask(args))
    except (OSError, websockets.exceptions.WebSocketException) as e:
        sys.exit(f"{args.url} does not answer: {e}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
