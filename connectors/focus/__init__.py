"""Cost from a FOCUS 1.0 to 1.4 export: CSV or Parquet files, read by DuckDB in place."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import ClassVar, Literal

from pydantic import Field

from connectors.base import Connector, Verified
from connectors.focus import charges
from connectors.focus.charges import ENDINGS, PROVIDER_COLUMNS, REQUIRED, Bill, plain_name
from connectors.focus.exports import common_folder, copies_of, csv_columns, is_pattern, matching
from connectors.parts.files import LocalPath
from data.errors import BadPayload, Unavailable
from data.reading import Reading, RejectedRow, Select
from data.records import CostDaily


class Focus(Connector):
    """The charges of one FOCUS cost and usage export, a day and tag set to a row."""

    kind: ClassVar[str] = "focus"
    title: ClassVar[str] = "FOCUS cost files"
    brings: ClassVar[tuple[str, ...]] = ("cost_daily",)
    reads: ClassVar[str] = (
        "CSV (also gzipped) and Parquet files in the FOCUS format, in place: they are neither "
        "copied nor changed."
    )
    limits: ClassVar[str] = (
        "All files of the path are read at each sync; 2 million charges take some seconds."
    )
    verified: ClassVar[Verified] = Verified(
        "files", "files written to the FOCUS 1.0 to 1.4 specification", date(2026, 11, 23)
    )
    least_privilege: ClassVar[str] = (
        "Read access to the folder that the export is delivered to; no access to the cloud account."
    )
    never_reads: ClassVar[str] = (
        "Contact data, contracts, unit prices and account names: only the cost, time, service, "
        "resource, quantity and tag columns are read."
    )

    path: LocalPath = Field(
        description="a file, a folder (read with its subfolders) or a pattern such as "
        "`bills/*.parquet`; relative to the settings file"
    )
    delivery: Literal["parts", "replace"] = Field(
        "parts",
        description="`parts`: the charges of every file are added up; `replace`: of several files "
        "with the same billing month, only the one that was changed last counts, so give each "
        "provider a source of its own",
    )
    provider: str | None = Field(
        None, min_length=1, description="the provider's name, where the files name none or another"
    )

    def read(self, reading: Reading) -> Iterator[RejectedRow | Select]:
        """Yield one Select over all files, after a note for each file that needs a word.

        A cost is exact to 18 decimals while it is summed; the sum is rounded once, half away
        from zero, to the 12 that landing keeps.
        """
        bills, copies = self._bills(reading)
        for copy, original in copies.items():
            reason = (
                f"{copy}: holds the same as {original}, so it was read once: remove one of them"
            )
            yield RejectedRow(CostDaily.entity, reason, copy)
        for bill in bills:
            if bill.place("EffectiveCost") is None:
                reason = (
                    f"{bill.label}: has no column EffectiveCost, so BilledCost stands in and "
                    "commitments are not spread over the time that they cover: export EffectiveCost"
                )
                yield RejectedRow(CostDaily.entity, reason, bill.label)
        reading.progress(f"{len(bills)} files of charges")
        yield self._select(bills)

    def check(self, reading: Reading) -> str:
        """Say how many files there are, of which FOCUS versions, and which months they cover."""
        bills, copies = self._bills(reading)
        versions = ", ".join(sorted({bill.version for bill in bills}))
        told = f"{_counted(len(bills), 'file')}, FOCUS {versions} by their columns"
        if copies:
            told += f", and {_counted(len(copies), 'copy', 'copies')} that will not be read"
        if reading.ask is None:
            return told
        answer = reading.ask(charges.months(bills), charges.parameters(bills, self.provider))
        first, last, count = answer[0]
        if not count:
            return f"{told}; no charge in them can be read"
        return f"{told}; {_counted(count, 'charge')}, billing months {first} to {last}"

    def _bills(self, reading: Reading) -> tuple[list[Bill], dict[str, str]]:
        """Return the files to read, and by name those left out as copies of another."""
        found = self._found()
        folder = common_folder(self.path)
        labels = {file: file.relative_to(folder).as_posix() for file in found}
        by_age = sorted(found, key=lambda file: (file.stat().st_mtime_ns, str(file)))
        ranks = {file: rank for rank, file in enumerate(by_age)}
        # Of equal files the newest stays where the newest wins, else the first by name.
        order = by_age[::-1] if self.delivery == "replace" else found
        copies = copies_of(order)
        bills = [
            self._bill(file, labels[file], ranks[file], reading)
            for file in found
            if file not in copies
        ]
        return bills, {labels[copy]: labels[first] for copy, first in sorted(copies.items())}

    def _found(self) -> list[Path]:
        try:
            found = sorted(matching(self.path, ENDINGS))
        except OSError as error:
            raise Unavailable(
                f"{error.filename}: cannot be read ({error.strerror}): let the account that runs "
                f"sync read it, or change `path` of source {self.name!r}"
            ) from error
        if found:
            return found
        if not self.path.exists() and not is_pattern(self.path):
            raise Unavailable(
                f"{self.path}: there is no such file or folder: put the export there, or change "
                f"`path` of source {self.name!r}"
            )
        raise BadPayload(
            f"{self.path}: holds no FOCUS file: put files that end in {', '.join(ENDINGS)} there, "
            f"or change `path` of source {self.name!r}"
        )

    def _bill(self, file: Path, label: str, rank: int, reading: Reading) -> Bill:
        if not file.stat().st_size:
            raise BadPayload(f"{file}: is empty: export it again, or take it out of the folder")
        parquet = file.name.lower().endswith(".parquet")
        names = list(reading.columns(file) if parquet else csv_columns(file))
        places: dict[str, int] = {}
        for place, name in enumerate(names):
            places.setdefault(plain_name(name), place)
        bill = Bill(file, label, rank, places, len(names))
        missing = [column for column in REQUIRED if bill.place(column) is None]
        if not self.provider and all(bill.place(column) is None for column in PROVIDER_COLUMNS):
            missing.append("ServiceProviderName")
        if missing:
            hint = " (its columns are not separated by commas)" if len(names) == 1 else ""
            raise BadPayload(
                f"{file}: has no column {', '.join(missing)}{hint}: export it as FOCUS cost and "
                "usage data with these columns, or take the file out of the folder"
            )
        return bill

    def _select(self, bills: Sequence[Bill]) -> Select:
        return Select(
            entity=CostDaily.entity,
            rows=charges.rows(bills, newest_wins=self.delivery == "replace"),
            parameters=charges.parameters(bills, self.provider),
            rejected=charges.rejected(bills),
            read=charges.count(bills),
            # A month that the files hold now replaces that month; months of older files stay.
            keep_previous="previous.billing_month not in (select billing_month from fresh)",
        )


def _counted(count: int, one: str, more: str = "") -> str:
    return f"{count:,} {one if count == 1 else more or one + 's'}"
