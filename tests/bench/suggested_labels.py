"""Which groups and types answer to the seven first-level labels of the labelled messages.

Made from the second and third levels of the labels' own scheme (附件1), before any suggestion was
looked at. A label is broader than a group: what agrees with it need not be the best type.
"""

from services.contracts.profile.model import Profile

_GROUPS = {
    "城乡建设": "housing estate lift noise environment road street_asset utilities building "
    "green_river safety",
    "环境保护": "environment noise green_river",
    "交通运输": "traffic road",
    "教育文体": "",
    "劳动和社会保障": "",
    "商贸旅游": "lift",
    "卫生计生": "",
}
_TYPES = {
    "城乡建设": "parking_short parking_fee bus metro wages",
    "环境保护": "drainage power_line waste_facility hazard",
    "交通运输": "consumer",
    "教育文体": "school_places school_build school_conduct culture_sports employment",
    "劳动和社会保障": "wages social_security employment medical_insurance housing_fund",
    "商贸旅游": "consumer food_drug unlicensed bank_insurance fraud parking_fee park "
    "culture_sports",
    "卫生计生": "hospital food_drug medical_insurance elderly_care unlicensed",
}


def types_by_label(profile: Profile) -> dict[str, frozenset[str]]:
    """Codes of problem types that agree with each label."""
    return {
        label: frozenset(
            code
            for code, kind in profile.problem_types.items()
            if kind.group in groups.split() or code in _TYPES[label].split()
        )
        for label, groups in _GROUPS.items()
    }
