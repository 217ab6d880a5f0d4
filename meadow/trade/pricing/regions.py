"""States and provinces as people write them, and the one way in which they are compared."""

_CODES = {
    "US": """
        AL Alabama|AK Alaska|AZ Arizona|AR Arkansas|CA California|CO Colorado|CT Connecticut|DE Delaware|
        DC District of Columbia|FL Florida|GA Georgia|HI Hawaii|ID Idaho|IL Illinois|IN Indiana|IA Iowa|KS Kansas|
        KY Kentucky|LA Louisiana|ME Maine|MD Maryland|MA Massachusetts|MI Michigan|MN Minnesota|MS Mississippi|
        MO Missouri|MT Montana|NE Nebraska|NV Nevada|NH New Hampshire|NJ New Jersey|NM New Mexico|NY New York|
        NC North Carolina|ND North Dakota|OH Ohio|OK Oklahoma|OR Oregon|PA Pennsylvania|RI Rhode Island|
        SC South Carolina|SD South Dakota|TN Tennessee|TX Texas|UT Utah|VT Vermont|VA Virginia|WA Washington|
        WV West Virginia|WI Wisconsin|WY Wyoming|PR Puerto Rico
    """,
    "CA": """
        AB Alberta|BC British Columbia|MB Manitoba|NB New Brunswick|NL Newfoundland and Labrador|
        NS Nova Scotia|NT Northwest Territories|NU Nunavut|ON Ontario|PE Prince Edward Island|QC Quebec|
        SK Saskatchewan|YT Yukon
    """,
}
_BY_NAME = {
    country: {
        name.casefold(): code for code, _space, name in (entry.strip().partition(" ") for entry in entries.split("|"))
    }
    for country, entries in _CODES.items()
}


def region_key(country: str, region: str) -> str:
    """A region in one way of writing: `California`, `california ` and `CA` are all `CA` in the United States.

    States of the United States and provinces of Canada are known by their postal codes; other regions are compared by
    their words alone, in capitals.
    """
    words = " ".join(region.replace("é", "e").split())
    return _BY_NAME.get(country, {}).get(words.casefold(), words.upper())
