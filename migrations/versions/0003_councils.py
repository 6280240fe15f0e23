"""The 32 councils of Scotland, by today's codes (National Records of Scotland; OGL v3)."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

COUNCILS = (
    ("S12000005", "Clackmannanshire"),
    ("S12000006", "Dumfries and Galloway"),
    ("S12000008", "East Ayrshire"),
    ("S12000010", "East Lothian"),
    ("S12000011", "East Renfrewshire"),
    ("S12000013", "Na h-Eileanan Siar"),
    ("S12000014", "Falkirk"),
    ("S12000017", "Highland"),
    ("S12000018", "Inverclyde"),
    ("S12000019", "Midlothian"),
    ("S12000020", "Moray"),
    ("S12000021", "North Ayrshire"),
    ("S12000023", "Orkney Islands"),
    ("S12000026", "Scottish Borders"),
    ("S12000027", "Shetland Islands"),
    ("S12000028", "South Ayrshire"),
    ("S12000029", "South Lanarkshire"),
    ("S12000030", "Stirling"),
    ("S12000033", "Aberdeen City"),
    ("S12000034", "Aberdeenshire"),
    ("S12000035", "Argyll and Bute"),
    ("S12000036", "City of Edinburgh"),
    ("S12000038", "Renfrewshire"),
    ("S12000039", "West Dunbartonshire"),
    ("S12000040", "West Lothian"),
    ("S12000041", "Angus"),
    ("S12000042", "Dundee City"),
    ("S12000045", "East Dunbartonshire"),
    ("S12000047", "Fife"),
    ("S12000048", "Perth and Kinross"),
    ("S12000049", "Glasgow City"),
    ("S12000050", "North Lanarkshire"),
)


def upgrade() -> None:
    """Enter them."""
    council = sa.table("council", sa.column("gss_code"), sa.column("name"))
    op.bulk_insert(council, [{"gss_code": code, "name": name} for code, name in COUNCILS])


def downgrade() -> None:
    """Take them out again."""
    op.execute("DELETE FROM council")
