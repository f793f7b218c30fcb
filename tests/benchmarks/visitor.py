"""A visitor without a browser: Streamlit's web socket, spoken as its page does."""

import time
from typing import Any, Self
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

ENDED = {
    ForwardMsg.FINISHED_SUCCESSFULLY,
    ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY,
}
BROKEN = ForwardMsg.FINISHED_WITH_COMPILE_ERROR


class Visitor:
    """One session: opens a page, clicks on what it holds, and waits for the end of each run."""

    def __init__(self, url: str, page: str = "", query: str = "") -> None:
        self.url = url
        self.page = page
        self.query = query
        self.script = ""
        self.elements: dict[str, tuple[str, str, Any]] = {}
        """Of the last runs, by kind and key: id, fragment and the element."""
        self.errors = 0
        self.received = 0
        self._socket: ClientConnection | None = None

    async def __aenter__(self) -> Self:
        host = urlsplit(self.url).netloc
        self._socket = await connect(
            f"ws://{host}/_stcore/stream",
            subprotocols=["streamlit"],  # type: ignore[list-item]
            max_size=None,
            ping_interval=None,
            origin=self.url,  # type: ignore[arg-type]
        )
        return self

    async def __aexit__(self, *error: object) -> None:
        if self._socket is not None:
            await self._socket.close()

    async def run(self, *states: tuple[str, str, object], fragment: str = "") -> float:
        """Ask for a run with some widgets' states; return its seconds."""
        message = BackMsg()
        asked = message.rerun_script
        asked.query_string = self.query
        asked.page_script_hash = self.script
        asked.page_name = "" if self.script else self.page
        asked.fragment_id = fragment
        for id, kind, value in states:
            state = asked.widget_states.widgets.add()
            state.id = id
            setattr(state, kind, value)
        assert self._socket is not None
        start = time.perf_counter()
        await self._socket.send(message.SerializeToString())
        while not await self._ended():
            pass
        return time.perf_counter() - start

    async def _ended(self) -> bool:
        assert self._socket is not None
        frame = await self._socket.recv()
        assert isinstance(frame, bytes)
        self.received += len(frame)
        told = ForwardMsg()
        told.ParseFromString(frame)
        match told.WhichOneof("type"):
            case "new_session":
                self.script = told.new_session.page_script_hash
            case "navigation":
                self.script = told.navigation.page_script_hash
            case "delta" if told.delta.WhichOneof("type") == "new_element":
                self._note(told.delta.new_element, told.delta.fragment_id)
            case "session_event" if told.session_event.script_compilation_exception.message:
                self.errors += 1
            case "script_finished":
                self.errors += told.script_finished == BROKEN
                return told.script_finished in ENDED or told.script_finished == BROKEN
        return False

    def _note(self, element: Any, fragment: str) -> None:
        kind = element.WhichOneof("type")
        held = getattr(element, kind)
        self.errors += kind == "exception"
        if getattr(held, "id", ""):
            self.elements[held.id] = (kind, fragment, held)
