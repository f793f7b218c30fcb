"""The one door: every read of the scorecard and every write goes through here, knowing who asks.

Until sign-in exists the local user may do all. Pages, exports and commands take what they show
from a context and from nowhere else, so that roles can be checked in this one place.
"""

import os
import socket
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from app import exports
from app.assembly import Assembly
from app.config import Settings
from assessments import questionnaire, snapshot, story
from assessments.questionnaire import Questionnaire
from assessments.scorecard import Freshness, Scorecard
from assessments.story import ModelStory
from data.errors import Refused, ScorecardError, SettingsError, StorageError
from data.landing import Landing
from data.reading import Reading
from data.store import Answer, Approval, Assessment, Respondent, Snapshot, Store, SyncRun, open_store
from data.sync import sync
from data.warehouse import Warehouse

State = Literal["empty", "configured", "ready"]
FRESH_SECONDS = 600
"""How long a scorecard is shown before age alone makes it be judged again."""
