"""The board and the map: public reports, as a list and as points that say the same."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.contracts.profile.model import LEVELS, Area, Profile
from services.intake.reports.report import Report
from services.intake.site.board import (
    PERIODS,
    Typed,
    Wanted,
    address,
    chips,
    period_word,
    read_wanted,
)
from services.intake.site.board_map import Cluster, OnMap, on_map
from services.intake.site.board_store import MOST_COUNTED, PAGE, Areas, entries
from services.intake.site.words import PROJECT_STATE_WORDS
from services.runtime.database import Database
from services.runtime.web.i18n import language, ngettext
from services.runtime.web.pages import render_page

LISTED = 50
"""Clusters in the list beside the map, the largest first."""


@dataclass(frozen=True, slots=True)
class BoardView:
    """The pages of public reports over intake's own database."""

    database: Database
    profile: Profile
    now: Callable[[], datetime]

    def board(self, typed: Typed) -> str:
        wanted = read_wanted(typed, self.profile)
        found = self.database.read(
            lambda conn: entries(conn, wanted, self._areas(wanted), self.now())
        )
        return render_page(
            "site/board.html",
            found=found,
            capped=found.total >= MOST_COUNTED,
            first=address("/board", wanted) if wanted.after else None,
            following=address("/board", wanted, found.after) if found.after else None,
            states=PROJECT_STATE_WORDS,
            **self._frame("/board", wanted),
        )

    def map(self, typed: Typed) -> str:
        wanted = read_wanted(typed, self.profile)
        found = self._on_map(wanted)
        box = wanted.box
        listed = [self._of_cluster(each, wanted) for each in found.clusters[:LISTED]]
        return render_page(
            "site/map.html",
            reports=() if listed else found.reports[:PAGE],
            clusters=[feature["properties"] for feature in listed],
            number=found.total,
            box=[box.west, box.south, box.east, box.north] if box else None,
            source=address("/map/points.geojson", wanted),
            needs=address("/api/search/v1/records", wanted),
            names=self._names(),
            **self._frame("/map", wanted),
        )

    def _names(self) -> Mapping[str, Mapping[str, str]] | None:
        """What a need's title is made of, for who reads another language than it was made in."""
        said, profile = language(), self.profile
        if said == profile.languages[0]:
            return None
        kinds = profile.problem_types.items()
        return {
            "areas": {code: area.name.in_language(said) for code, area in profile.areas.items()},
            "kinds": {code: kind.name.in_language(said) for code, kind in kinds},
        }

    def points(self, typed: Typed) -> Mapping[str, Any]:
        """A FeatureCollection (RFC 7946) of the located public reports that are wanted."""
        wanted = read_wanted(typed, self.profile)
        found = self._on_map(wanted)
        clusters = [self._of_cluster(cluster, wanted) for cluster in found.clusters]
        return {
            "type": "FeatureCollection",
            "features": [*clusters, *(self._feature(report) for report in found.reports)],
            "total": found.total,
            "clustered": bool(clusters),
        }

    def _on_map(self, wanted: Wanted) -> OnMap:
        return self.database.read(
            lambda conn: on_map(conn, wanted, self._areas(wanted), self.now())
        )

    def _areas(self, wanted: Wanted) -> Areas:
        if wanted.area is None:
            return Areas(None)
        path_of = self.profile.area_path
        return Areas({code for code in self.profile.areas if wanted.area in path_of(code)})

    def _frame(self, path: str, wanted: Wanted) -> Mapping[str, Any]:
        """What the board and the map have in common: filters, chips, each other's address."""
        said = language()
        return {
            "wanted": wanted,
            "chips": list(chips(path, wanted, self.profile, said)),
            "path": path,
            "board_address": address("/board", wanted),
            "map_address": address("/map", wanted),
            "groups": [(g.code, g.name.in_language(said)) for g in self.profile.groups.values()],
            "areas": [(a.code, _indented(a, said)) for a in _in_tree_order(self.profile)],
            "periods": [(str(days), period_word(days)) for days in PERIODS],
            "profile": self.profile,
            "zone": self.profile.zone,
        }

    def _feature(self, report: Report) -> Mapping[str, Any]:
        place = report.place
        day = report.occurred_at.astimezone(self.profile.zone).date().isoformat()
        word = self.profile.type_words(report.category.code).in_language(language())
        return {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [place.long, place.lat]},
            "properties": {
                "id": f"report:{report.id}",
                "title": report.subject,
                "href": f"/search/report:{report.id}",
                "kind": "report",
                "count": 1,
                "note": f"{word} · {day}",
            },
        }

    def _of_cluster(self, cluster: Cluster, wanted: Wanted) -> Mapping[str, Any]:
        """A count at its middle; its address shows the part of the map that it stands for."""
        box = cluster.box
        sides = [round(side, 5) for side in (box.west, box.south, box.east, box.north)]
        area = self.profile.areas.get(cluster.area or "")
        path = address("/map", wanted)
        joined = f"{path}{'&' if '?' in path else '?'}bbox={','.join(map(str, sides))}"
        return {
            "type": "Feature",
            "geometry": {
                "type": "Point",
                "coordinates": [round(cluster.long, 6), round(cluster.lat, 6)],
            },
            "properties": {
                "id": f"many:{cluster.lat:.6f}:{cluster.long:.6f}",
                "title": ngettext("One report", "%(num)d reports", cluster.number),
                "href": joined,
                "kind": "many",
                "count": cluster.number,
                "note": area.name.in_language(language()) if area else "",
                "bbox": sides,
            },
        }


def _in_tree_order(profile: Profile) -> Sequence[Area]:
    """Every area below the whole, each after the one that it lies in."""
    below = [area for area in profile.areas.values() if area.parent is not None]
    return sorted(below, key=lambda area: profile.area_path(area.code))


def _indented(area: Area, language: str) -> str:
    return "\u3000" * (LEVELS.index(area.level) - 1) + area.name.in_language(language)
