"""The sources Samla ships with: where regional development material in Telemark and Vestfold is published.

All are added paused: the operator checks each site's terms and robots.txt first (docs/howto/admin.md).
"""

from catalog.sources import SourceDraft

_WEEK = 604_800

SHIPPED: tuple[SourceDraft, ...] = (
    SourceDraft(
        slug="telemark",
        name="Telemark fylkeskommune",
        kind="county",
        start_url="https://www.telemarkfylke.no/",
        language="nb",
        county="telemark",
    ),
    SourceDraft(
        slug="vestfold",
        name="Vestfold fylkeskommune",
        kind="county",
        start_url="https://www.vestfoldfylke.no/",
        language="nb",
        county="vestfold",
    ),
    SourceDraft(
        slug="regjeringen",
        name="Regjeringen: kommuner og regioner",
        kind="ministry",
        start_url="https://www.regjeringen.no/no/tema/kommuner-og-regioner/",
        allow=(
            "https://www.regjeringen.no/no/tema/kommuner-og-regioner/",
            "https://www.regjeringen.no/no/sub/smart-spesialisering/",
            "https://www.regjeringen.no/contentassets/",
        ),
        language="nb",
        delay_s=2.0,
    ),
    SourceDraft(
        slug="distriktssenteret",
        name="Distriktssenteret",
        kind="agency",
        start_url="https://distriktssenteret.no/",
        language="nn",
    ),
    SourceDraft(
        slug="ks-vestfold-telemark",
        name="KS Vestfold og Telemark",
        kind="association",
        start_url="https://www.ks.no/regioner/ks-vestfold-og-telemark/",
        allow=("https://www.ks.no/regioner/ks-vestfold-og-telemark/", "https://www.ks.no/globalassets/"),
        language="nb",
    ),
    SourceDraft(
        slug="nho-vestfold-telemark",
        name="NHO Vestfold og Telemark",
        kind="association",
        start_url="https://www.nho.no/regionkontor/nho-vestfold-telemark/",
        allow=("https://www.nho.no/regionkontor/nho-vestfold-telemark/",),
        language="nb",
        every_s=_WEEK,
    ),
    SourceDraft(
        slug="statsforvalteren",
        name="Statsforvalteren i Vestfold og Telemark",
        kind="agency",
        start_url="https://www.statsforvalteren.no/nb/vestfold-og-telemark/",
        allow=(
            "https://www.statsforvalteren.no/nb/vestfold-og-telemark/",
            "https://www.statsforvalteren.no/nn/vestfold-og-telemark/",
            "https://www.statsforvalteren.no/siteassets/",
        ),
        language="nb",
        every_s=_WEEK,
    ),
    SourceDraft(slug="siva", name="Siva", kind="agency", start_url="https://siva.no/", language="nb", every_s=_WEEK),
    SourceDraft(
        slug="vest-telemarkradet",
        name="Vest-Telemarkrådet",
        kind="council",
        start_url="https://www.vt-radet.no/",
        language="nn",
        county="telemark",
        every_s=_WEEK,
    ),
    SourceDraft(
        slug="grenlandssamarbeidet",
        name="Grenlandssamarbeidet",
        kind="council",
        start_url="https://www.grenlandssamarbeidet.no/",
        language="nb",
        county="telemark",
        every_s=_WEEK,
    ),
)
