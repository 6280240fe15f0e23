"""Start the stand-in and wait until told to stop: `python -m marketplace.payments.stand_in --help`."""

import argparse
import signal
import threading
from pathlib import Path

from marketplace.payments.stand_in import sessions
from marketplace.payments.stand_in.deliveries import Deliveries
from marketplace.payments.stand_in.server import Server, StandIn
from marketplace.payments.stand_in.state import State

SECONDS_BETWEEN_LOOKS = 30
SECONDS_TO_NOTICE = 0.05


def main() -> None:
    """Listen, send, and close pages whose time has come."""
    wanted = _arguments()
    state = State(wanted.state)
    deliveries = Deliveries(state, to=wanted.webhook, secret=wanted.secret)
    told_to_stop = threading.Event()
    for order in (signal.SIGTERM, signal.SIGINT):
        signal.signal(order, lambda *_: told_to_stop.set())
    with Server(wanted.port) as server:
        server.stand_in = StandIn(state, deliveries, key=wanted.key, address=server.address)
        deliveries.start()
        threading.Thread(target=server.serve_forever, args=(SECONDS_TO_NOTICE,), daemon=True).start()
        print(f"The card stand-in is at {server.address}", flush=True)  # noqa: T201 - whoever started it waits for this
        while not told_to_stop.wait(SECONDS_BETWEEN_LOOKS):
            with state.work() as work:
                sessions.expire_due(work)
            deliveries.look()
        server.shutdown()
    deliveries.stop()
    state.close()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m marketplace.payments.stand_in", description="Cards, pretended")
    parser.add_argument("--port", type=int, required=True, help="where to listen on this machine; 0: wherever is free")
    parser.add_argument("--state", type=Path, required=True, help="the file in which it keeps everything")
    parser.add_argument("--webhook", default="", help="where messages are posted: http://127.0.0.1:8000/cards/events")
    parser.add_argument("--key", required=True, help="the secret key that callers bear")
    parser.add_argument("--secret", required=True, help="the secret that messages are signed with")
    return parser.parse_args()


if __name__ == "__main__":
    main()
