"""Accounts, people, supply, the outbox and the audit."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make every table."""
    op.create_table(
        "account",
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("telephone", sa.String(length=30), nullable=True),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("email_verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sign_in_epoch", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("email", name=op.f("uq_account_email")),
        sa.UniqueConstraint("ref", name=op.f("uq_account_ref")),
    )
    op.create_table(
        "attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt")),
    )
    op.create_index("ix_attempt_key_at", "attempt", ["key", "at"], unique=False)
    op.create_table(
        "audit_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("about", sa.String(length=80), nullable=False),
        sa.Column("by_name", sa.String(length=40), nullable=False),
        sa.Column("by_account_id", sa.Integer(), nullable=True),
        sa.Column("by_organisation_id", sa.Integer(), nullable=True),
        sa.Column("on_behalf_of", sa.String(length=80), nullable=True),
        sa.Column("reason", sa.String(length=120), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_record")),
    )
    op.create_index("ix_audit_record_about", "audit_record", ["about"], unique=False)
    op.create_table(
        "council",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("gss_code", sa.String(length=9), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("telephone", sa.String(length=30), nullable=True),
        sa.Column("out_of_hours_telephone", sa.String(length=30), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council")),
        sa.UniqueConstraint("gss_code", name=op.f("uq_council_gss_code")),
        sa.UniqueConstraint("name", name=op.f("uq_council_name")),
    )
    op.create_table(
        "idempotency_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("answer", sa.String(length=600), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idempotency_key")),
        sa.UniqueConstraint("key", name=op.f("uq_idempotency_key_key")),
    )
    op.create_table(
        "job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("given_up_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint("key", name=op.f("uq_job_key")),
    )
    op.create_index("ix_job_due", "job", ["done_at", "given_up_at", "due_at"], unique=False)
    op.create_table(
        "kept_result",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(length=80), nullable=False),
        sa.Column("rule_id", sa.String(length=12), nullable=False),
        sa.Column("answer", sa.String(length=12), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("instead", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_result")),
    )
    op.create_index("ix_kept_result_about", "kept_result", ["about"], unique=False)
    op.create_table(
        "letter",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column(
            "channel",
            sa.Enum("email", "post", name="channel", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("to_address", sa.String(length=254), nullable=False),
        sa.Column("to_name", sa.String(length=120), nullable=False),
        sa.Column("message_id", sa.String(length=120), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("holds_secret", sa.Boolean(), nullable=False),
        sa.Column("about", sa.String(length=80), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
        sa.UniqueConstraint("message_id", name=op.f("uq_letter_message_id")),
        sa.UniqueConstraint("ref", name=op.f("uq_letter_ref")),
    )
    op.create_index(op.f("ix_letter_about"), "letter", ["about"], unique=False)
    op.create_table(
        "look",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("about", sa.String(length=80), nullable=False),
        sa.Column("what", sa.String(length=60), nullable=False),
        sa.Column("task", sa.String(length=120), nullable=False),
        sa.Column("by_account_id", sa.Integer(), nullable=True),
        sa.Column("by_organisation_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_look")),
    )
    op.create_index("ix_look_about", "look", ["about"], unique=False)
    op.create_table(
        "pot_sort",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("letter", sa.String(length=1), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("sentence", sa.String(length=200), nullable=False),
        sa.Column(
            "control",
            sa.Enum("committed", "stated", "own", name="control", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("settles_by", sa.JSON(), nullable=False),
        sa.Column(
            "agreed_by",
            sa.Enum(
                "holder", "officer", "letter", name="agreed_by", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pot_sort")),
        sa.UniqueConstraint("code", name=op.f("uq_pot_sort_code")),
    )
    op.create_table(
        "register_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("read", sa.Integer(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("gone", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_import")),
    )
    op.create_table(
        "registration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("provider_number", sa.String(length=20), nullable=True),
        sa.Column("provider_name", sa.String(length=200), nullable=True),
        sa.Column("service_type", sa.String(length=80), nullable=False),
        sa.Column("subtype", sa.String(length=120), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("town", sa.String(length=80), nullable=True),
        sa.Column("postcode", sa.String(length=10), nullable=True),
        sa.Column("council_name", sa.String(length=80), nullable=True),
        sa.Column("client_group", sa.String(length=60), nullable=True),
        sa.Column("places", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("grades", sa.JSON(), nullable=False),
        sa.Column("graded_on", sa.Date(), nullable=True),
        sa.Column("inspected_on", sa.Date(), nullable=True),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gone_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration")),
        sa.UniqueConstraint("number", name=op.f("uq_registration_number")),
    )
    op.create_table(
        "sign_up",
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("organisation_name", sa.String(length=120), nullable=True),
        sa.Column("next_path", sa.String(length=500), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_up")),
        sa.UniqueConstraint("ref", name=op.f("uq_sign_up_ref")),
    )
    op.create_index(op.f("ix_sign_up_email"), "sign_up", ["email"], unique=False)
    op.create_table(
        "stored_file",
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("media_type", sa.String(length=40), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_account_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.CheckConstraint("size_bytes > 0", name=op.f("ck_stored_file_not_empty")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_file")),
        sa.UniqueConstraint("ref", name=op.f("uq_stored_file_ref")),
    )
    op.create_table(
        "token",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("reference", sa.String(length=80), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_token")),
        sa.UniqueConstraint("digest", name=op.f("uq_token_digest")),
    )
    op.create_index(op.f("ix_token_reference"), "token", ["reference"], unique=False)
    op.create_table(
        "unmet_need",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("near", sa.String(length=80), nullable=False),
        sa.Column("within_km", sa.Double(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("sleeps", sa.Integer(), nullable=True),
        sa.Column("needs", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unmet_need")),
    )
    op.create_table(
        "demo_person",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_demo_person_account_id_account")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_demo_person")),
    )
    op.create_table(
        "letter_attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=80), nullable=False),
        sa.Column("media_type", sa.String(length=80), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_letter_attachment_letter_id_letter")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_attachment")),
    )
    op.create_index(op.f("ix_letter_attachment_letter_id"), "letter_attachment", ["letter_id"], unique=False)
    op.create_table(
        "officer_limit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("council_id", sa.Integer(), nullable=False),
        sa.Column("pence", sa.Integer(), nullable=False),
        sa.Column("named_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("named_by_account_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("pence >= 0", name=op.f("ck_officer_limit_not_below_nought")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_officer_limit_account_id_account")),
        sa.ForeignKeyConstraint(["council_id"], ["council.id"], name=op.f("fk_officer_limit_council_id_council")),
        sa.ForeignKeyConstraint(
            ["named_by_account_id"], ["account.id"], name=op.f("fk_officer_limit_named_by_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_officer_limit")),
    )
    op.create_index(
        "uq_officer_limit_standing",
        "officer_limit",
        ["account_id", "council_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "organisation",
        sa.Column(
            "kind",
            sa.Enum(
                "council",
                "advice",
                "provider",
                "isf_holder",
                "brokerage",
                name="organisation_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("council_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["council_id"], ["council.id"], name=op.f("fk_organisation_council_id_council")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("ref", name=op.f("uq_organisation_ref")),
    )
    op.create_index(op.f("ix_organisation_council_id"), "organisation", ["council_id"], unique=False)
    op.create_table(
        "person",
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("known_as", sa.String(length=60), nullable=True),
        sa.Column("findable", sa.String(length=200), nullable=False),
        sa.Column("born_on", sa.Date(), nullable=True),
        sa.Column("postcode", sa.String(length=8), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("telephone", sa.String(length=30), nullable=True),
        sa.Column("council_id", sa.Integer(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("made_by_account_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("chair_width_mm", sa.Integer(), nullable=True),
        sa.Column("weight_kg", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("chair_width_mm BETWEEN 300 AND 1500", name=op.f("ck_person_chair_width_mm")),
        sa.CheckConstraint("weight_kg BETWEEN 5 AND 400", name=op.f("ck_person_weight_kg")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_person_account_id_account")),
        sa.ForeignKeyConstraint(["council_id"], ["council.id"], name=op.f("fk_person_council_id_council")),
        sa.ForeignKeyConstraint(
            ["made_by_account_id"], ["account.id"], name=op.f("fk_person_made_by_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("account_id", name=op.f("uq_person_account_id")),
        sa.UniqueConstraint("ref", name=op.f("uq_person_ref")),
    )
    op.create_index(op.f("ix_person_council_id"), "person", ["council_id"], unique=False)
    op.create_table(
        "setting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("council_id", sa.Integer(), nullable=True),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_account_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("until_on IS NULL OR until_on > from_on", name=op.f("ck_setting_days_in_order")),
        sa.ForeignKeyConstraint(["council_id"], ["council.id"], name=op.f("fk_setting_council_id_council")),
        sa.ForeignKeyConstraint(
            ["made_by_account_id"], ["account.id"], name=op.f("fk_setting_made_by_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_setting")),
    )
    op.create_index("ix_setting_name_council_id", "setting", ["name", "council_id"], unique=False)
    op.create_table(
        "break",
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column(
            "whose",
            sa.Enum("person", "carer", "together", name="whose", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("carer_id", sa.Integer(), nullable=True),
        sa.Column(
            "duty",
            sa.Enum(
                "persons_support",
                "adult_carer",
                "young_carer",
                "child",
                name="duty",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "held",
                "requested",
                "expired",
                "confirming",
                "confirmed",
                "completed",
                "cancelled",
                name="break_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("town", sa.String(length=80), nullable=False),
        sa.Column("needs_cover", sa.Boolean(), nullable=False),
        sa.Column("hold_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("holds_made", sa.Integer(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("council_id", sa.Integer(), nullable=True),
        sa.Column("arranged_by_account_id", sa.Integer(), nullable=True),
        sa.Column("arranged_by_organisation_id", sa.Integer(), nullable=True),
        sa.Column("is_emergency", sa.Boolean(), nullable=False),
        sa.Column("emergency_officer_id", sa.Integer(), nullable=True),
        sa.Column("package_organiser", sa.String(length=160), nullable=False),
        sa.Column("package_protection", sa.String(length=300), nullable=False),
        sa.Column("safety_consent", sa.Boolean(), nullable=True),
        sa.Column(
            "safety_consent_how",
            sa.Enum(
                "sign_in",
                "told",
                "attorney",
                "guardian",
                "parent",
                name="said_how",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("safety_consent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("safety_consent_by_account_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state NOT IN ('held', 'requested', 'confirming') OR hold_until IS NOT NULL",
            name=op.f("ck_break_holds_have_an_end"),
        ),
        sa.CheckConstraint("whose = 'carer' OR person_id IS NOT NULL", name=op.f("ck_break_has_its_person")),
        sa.CheckConstraint("whose = 'person' OR carer_id IS NOT NULL", name=op.f("ck_break_has_its_carer")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_break_period_in_order")),
        sa.CheckConstraint(
            "person_id IS NULL OR carer_id IS NULL OR person_id <> carer_id", name=op.f("ck_break_two_people")
        ),
        sa.ForeignKeyConstraint(
            ["arranged_by_account_id"], ["account.id"], name=op.f("fk_break_arranged_by_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["arranged_by_organisation_id"],
            ["organisation.id"],
            name=op.f("fk_break_arranged_by_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(["carer_id"], ["person.id"], name=op.f("fk_break_carer_id_person")),
        sa.ForeignKeyConstraint(["council_id"], ["council.id"], name=op.f("fk_break_council_id_council")),
        sa.ForeignKeyConstraint(
            ["emergency_officer_id"], ["account.id"], name=op.f("fk_break_emergency_officer_id_account")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_break_person_id_person")),
        sa.ForeignKeyConstraint(
            ["safety_consent_by_account_id"], ["account.id"], name=op.f("fk_break_safety_consent_by_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_break")),
        sa.UniqueConstraint("ref", name=op.f("uq_break_ref")),
    )
    op.create_index(op.f("ix_break_arranged_by_account_id"), "break", ["arranged_by_account_id"], unique=False)
    op.create_index(op.f("ix_break_carer_id"), "break", ["carer_id"], unique=False)
    op.create_index(op.f("ix_break_council_id"), "break", ["council_id"], unique=False)
    op.create_index(op.f("ix_break_person_id"), "break", ["person_id"], unique=False)
    op.create_index("ix_break_state_hold_until", "break", ["state", "hold_until"], unique=False)
    op.create_table(
        "caring",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("carer_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("carer_id <> person_id", name=op.f("ck_caring_not_of_oneself")),
        sa.ForeignKeyConstraint(["carer_id"], ["person.id"], name=op.f("fk_caring_carer_id_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_caring_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_caring")),
        sa.UniqueConstraint("carer_id", "person_id", name=op.f("uq_caring_carer_id_person_id")),
    )
    op.create_index(op.f("ix_caring_carer_id"), "caring", ["carer_id"], unique=False)
    op.create_index(op.f("ix_caring_person_id"), "caring", ["person_id"], unique=False)
    op.create_table(
        "invitation",
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "person",
                "carer",
                "family",
                "adviser",
                "care_manager",
                "approver",
                "council_finance",
                "provider",
                "isf_holder",
                "brokerage",
                "brokerage_finance",
                name="role_name",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("invited_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["invited_by_id"], ["account.id"], name=op.f("fk_invitation_invited_by_id_account")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_invitation_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("ref", name=op.f("uq_invitation_ref")),
    )
    op.create_index(op.f("ix_invitation_email"), "invitation", ["email"], unique=False)
    op.create_index(op.f("ix_invitation_organisation_id"), "invitation", ["organisation_id"], unique=False)
    op.create_table(
        "membership",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column(
            "role",
            sa.Enum(
                "person",
                "carer",
                "family",
                "adviser",
                "care_manager",
                "approver",
                "council_finance",
                "provider",
                "isf_holder",
                "brokerage",
                "brokerage_finance",
                name="role_name",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_membership_account_id_account")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_membership_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
        sa.UniqueConstraint("ref", name=op.f("uq_membership_ref")),
    )
    op.create_index(op.f("ix_membership_account_id"), "membership", ["account_id"], unique=False)
    op.create_index(op.f("ix_membership_organisation_id"), "membership", ["organisation_id"], unique=False)
    op.create_index(
        "uq_membership_of_ones_own",
        "membership",
        ["account_id", "role"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL AND organisation_id IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL AND organisation_id IS NULL"),
    )
    op.create_index(
        "uq_membership_within",
        "membership",
        ["account_id", "organisation_id", "role"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "person_need",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("fact_id", sa.String(length=60), nullable=False),
        sa.Column("operator", sa.String(length=2), nullable=False),
        sa.Column("value", sa.String(length=80), nullable=False),
        sa.Column(
            "strength",
            sa.Enum("must", "should", "avoid", name="strength", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_person_need_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_need")),
        sa.UniqueConstraint("person_id", "fact_id", "strength", name=op.f("uq_person_need_person_id_fact_id_strength")),
    )
    op.create_table(
        "provider",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("legal_name", sa.String(length=160), nullable=False),
        sa.Column("is_individual", sa.Boolean(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("telephone", sa.String(length=30), nullable=True),
        sa.Column("out_of_hours_telephone", sa.String(length=30), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("postcode", sa.String(length=8), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_provider_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider")),
        sa.UniqueConstraint("organisation_id", name=op.f("uq_provider_organisation_id")),
        sa.UniqueConstraint("ref", name=op.f("uq_provider_ref")),
    )
    op.create_table(
        "representation",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column(
            "capacity",
            sa.Enum(
                "guardian",
                "attorney",
                "parent",
                "helper",
                "adviser",
                "care_manager",
                name="capacity",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("powers", sa.String(length=200), nullable=True),
        sa.Column("may_see", sa.Boolean(), nullable=False),
        sa.Column("may_plan", sa.Boolean(), nullable=False),
        sa.Column("may_pay", sa.Boolean(), nullable=False),
        sa.Column("may_see_medical", sa.Boolean(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_account_id", sa.Integer(), nullable=False),
        sa.Column(
            "consent",
            sa.Enum(
                "given_here",
                "told",
                "written",
                "not_needed",
                name="consent",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.CheckConstraint("until_on IS NULL OR until_on >= from_on", name=op.f("ck_representation_days_in_order")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_representation_account_id_account")),
        sa.ForeignKeyConstraint(
            ["made_by_account_id"], ["account.id"], name=op.f("fk_representation_made_by_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_representation_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_representation_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_representation")),
        sa.UniqueConstraint("ref", name=op.f("uq_representation_ref")),
    )
    op.create_index(
        "ix_representation_account_id_person_id", "representation", ["account_id", "person_id"], unique=False
    )
    op.create_index(op.f("ix_representation_person_id"), "representation", ["person_id"], unique=False)
    op.create_table(
        "safety_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "topic",
            sa.Enum(
                "seizures",
                "feeding",
                "medicines",
                "moving",
                "breathing",
                "other",
                name="safety_topic",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_safety_note_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_safety_note")),
        sa.UniqueConstraint("person_id", "topic", name=op.f("uq_safety_note_person_id_topic")),
    )
    op.create_table(
        "support_plan",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("council_id", sa.Integer(), nullable=True),
        sa.Column(
            "duty",
            sa.Enum(
                "persons_support",
                "adult_carer",
                "young_carer",
                "child",
                name="duty",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("agreed_on", sa.Date(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("agreed_by_account_id", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_support_plan_days_in_order")),
        sa.ForeignKeyConstraint(
            ["agreed_by_account_id"], ["account.id"], name=op.f("fk_support_plan_agreed_by_account_id_account")
        ),
        sa.ForeignKeyConstraint(["council_id"], ["council.id"], name=op.f("fk_support_plan_council_id_council")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_support_plan_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_support_plan")),
        sa.UniqueConstraint("ref", name=op.f("uq_support_plan_ref")),
    )
    op.create_index(op.f("ix_support_plan_person_id"), "support_plan", ["person_id"], unique=False)
    op.create_table(
        "break_move",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("break_id", sa.Integer(), nullable=False),
        sa.Column("from_state", sa.String(length=40), nullable=True),
        sa.Column("to_state", sa.String(length=40), nullable=False),
        sa.Column("why", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_name", sa.String(length=40), nullable=False),
        sa.Column("by_account_id", sa.Integer(), nullable=True),
        sa.Column("by_organisation_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["break_id"], ["break.id"], name=op.f("fk_break_move_break_id_break")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_break_move")),
    )
    op.create_index(op.f("ix_break_move_break_id"), "break_move", ["break_id"], unique=False)
    op.create_table(
        "listing",
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "accommodation",
                "care_home",
                "pa_bank",
                "sole_pa",
                "care_at_home",
                "shared_lives",
                "activity",
                "transport",
                "equipment",
                "other",
                name="listing_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "waiting",
                "sent_back",
                "published",
                "hidden",
                "closed",
                name="listing_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("hidden_because", sa.String(length=300), nullable=True),
        sa.Column("proofs_in", sa.Boolean(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("summary", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("picture", sa.String(length=60), nullable=True),
        sa.Column("town", sa.String(length=80), nullable=False),
        sa.Column("postcode", sa.String(length=8), nullable=True),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("travels_km", sa.Integer(), nullable=True),
        sa.Column("includes_personal_care", sa.Boolean(), nullable=False),
        sa.Column("registration_number", sa.String(length=20), nullable=True),
        sa.Column("licence_number", sa.String(length=60), nullable=True),
        sa.Column("licence_exemption", sa.String(length=200), nullable=True),
        sa.Column("energy_rating", sa.String(length=1), nullable=True),
        sa.Column("energy_exemption", sa.String(length=200), nullable=True),
        sa.Column("sleeps", sa.Integer(), nullable=True),
        sa.Column("bedrooms", sa.Integer(), nullable=True),
        sa.Column("min_nights", sa.Integer(), nullable=True),
        sa.Column("max_nights", sa.Integer(), nullable=True),
        sa.Column("option_days", sa.Integer(), nullable=False),
        sa.Column("arrive_from_minute", sa.Integer(), nullable=True),
        sa.Column("leave_by_minute", sa.Integer(), nullable=True),
        sa.Column("assistance_dog_fee_pence", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "min_nights IS NULL OR max_nights IS NULL OR max_nights >= min_nights",
            name=op.f("ck_listing_nights_in_order"),
        ),
        sa.CheckConstraint("option_days >= 1", name=op.f("ck_listing_option_days")),
        sa.ForeignKeyConstraint(["provider_id"], ["provider.id"], name=op.f("fk_listing_provider_id_provider")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listing")),
        sa.UniqueConstraint("ref", name=op.f("uq_listing_ref")),
    )
    op.create_index(op.f("ix_listing_provider_id"), "listing", ["provider_id"], unique=False)
    op.create_index(op.f("ix_listing_registration_number"), "listing", ["registration_number"], unique=False)
    op.create_index("ix_listing_state_waiting", "listing", ["state", "changed_at"], unique=False)
    op.create_table(
        "outcome",
        sa.Column("support_plan_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["support_plan_id"], ["support_plan.id"], name=op.f("fk_outcome_support_plan_id_support_plan")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcome")),
        sa.UniqueConstraint("ref", name=op.f("uq_outcome_ref")),
    )
    op.create_index(op.f("ix_outcome_support_plan_id"), "outcome", ["support_plan_id"], unique=False)
    op.create_table(
        "pa",
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("born_on", sa.Date(), nullable=False),
        sa.Column(
            "pvg_sort",
            sa.Enum(
                "adults", "children", "both", name="pvg_sort", native_enum=False, create_constraint=True, length=40
            ),
            nullable=True,
        ),
        sa.Column("pvg_checked_on", sa.Date(), nullable=True),
        sa.Column("pvg_checked_by", sa.String(length=120), nullable=True),
        sa.Column("pvg_expires_on", sa.Date(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["provider_id"], ["provider.id"], name=op.f("fk_pa_provider_id_provider")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pa")),
        sa.UniqueConstraint("ref", name=op.f("uq_pa_ref")),
    )
    op.create_index(op.f("ix_pa_provider_id"), "pa", ["provider_id"], unique=False)
    op.create_table(
        "pot",
        sa.Column("sort_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("council_id", sa.Integer(), nullable=True),
        sa.Column("holder_id", sa.Integer(), nullable=True),
        sa.Column("support_plan_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("funder", sa.String(length=120), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("fee_basis_points", sa.Integer(), nullable=False),
        sa.Column("coding", sa.String(length=60), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_account_id", sa.Integer(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_pot_days_in_order")),
        sa.CheckConstraint("fee_basis_points BETWEEN 0 AND 2500", name=op.f("ck_pot_fee")),
        sa.ForeignKeyConstraint(["council_id"], ["council.id"], name=op.f("fk_pot_council_id_council")),
        sa.ForeignKeyConstraint(["holder_id"], ["organisation.id"], name=op.f("fk_pot_holder_id_organisation")),
        sa.ForeignKeyConstraint(["made_by_account_id"], ["account.id"], name=op.f("fk_pot_made_by_account_id_account")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_pot_person_id_person")),
        sa.ForeignKeyConstraint(["sort_id"], ["pot_sort.id"], name=op.f("fk_pot_sort_id_pot_sort")),
        sa.ForeignKeyConstraint(
            ["support_plan_id"], ["support_plan.id"], name=op.f("fk_pot_support_plan_id_support_plan")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pot")),
        sa.UniqueConstraint("ref", name=op.f("uq_pot_ref")),
    )
    op.create_index(op.f("ix_pot_council_id"), "pot", ["council_id"], unique=False)
    op.create_index(op.f("ix_pot_holder_id"), "pot", ["holder_id"], unique=False)
    op.create_index(op.f("ix_pot_person_id"), "pot", ["person_id"], unique=False)
    op.create_table(
        "agreement",
        sa.Column("break_id", sa.Integer(), nullable=False),
        sa.Column("pot_id", sa.Integer(), nullable=False),
        sa.Column("pence", sa.Integer(), nullable=False),
        sa.Column("covers", sa.JSON(), nullable=False),
        sa.Column(
            "how",
            sa.Enum(
                "holder",
                "officer",
                "letter",
                "told",
                name="agreed_how",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("by_name", sa.String(length=120), nullable=False),
        sa.Column("by_account_id", sa.Integer(), nullable=True),
        sa.Column("limit_pence", sa.Integer(), nullable=True),
        sa.Column("purchase_order", sa.String(length=60), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=True),
        sa.Column("letter_words", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.CheckConstraint("pence >= 0", name=op.f("ck_agreement_not_below_nought")),
        sa.ForeignKeyConstraint(["break_id"], ["break.id"], name=op.f("fk_agreement_break_id_break")),
        sa.ForeignKeyConstraint(["by_account_id"], ["account.id"], name=op.f("fk_agreement_by_account_id_account")),
        sa.ForeignKeyConstraint(["letter_id"], ["stored_file.id"], name=op.f("fk_agreement_letter_id_stored_file")),
        sa.ForeignKeyConstraint(["pot_id"], ["pot.id"], name=op.f("fk_agreement_pot_id_pot")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement")),
        sa.UniqueConstraint("ref", name=op.f("uq_agreement_ref")),
    )
    op.create_index(op.f("ix_agreement_pot_id"), "agreement", ["pot_id"], unique=False)
    op.create_index(
        "uq_agreement_standing",
        "agreement",
        ["break_id", "pot_id"],
        unique=True,
        sqlite_where=sa.text("withdrawn_at IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
    op.create_table(
        "break_line",
        sa.Column("break_id", sa.Integer(), nullable=False),
        sa.Column(
            "sort",
            sa.Enum(
                "listed",
                "brokered",
                "own_arrangement",
                "fee",
                name="line_sort",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "asked",
                "accepted_provisionally",
                "accepted",
                "declined",
                "withdrawn",
                "refused",
                "taken_out",
                "cancelled",
                "delivered",
                name="line_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "accommodation",
                "care_home",
                "pa_bank",
                "sole_pa",
                "care_at_home",
                "shared_lives",
                "activity",
                "transport",
                "equipment",
                "other",
                name="listing_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("listing_id", sa.Integer(), nullable=True),
        sa.Column("pot_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column(
            "for_whom",
            sa.Enum("person", "carer", "both", name="for_whom", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column(
            "duty",
            sa.Enum(
                "persons_support",
                "adult_carer",
                "young_carer",
                "child",
                name="duty",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("asks", sa.String(length=500), nullable=False),
        sa.Column("provider_name", sa.String(length=160), nullable=False),
        sa.Column("provider_contact", sa.String(length=200), nullable=False),
        sa.Column(
            "accepted_how",
            sa.Enum(
                "on_site",
                "telephone",
                "email",
                "letter",
                "in_person",
                name="accepted_how",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("accepted_by", sa.String(length=120), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_recorded_by_account_id", sa.Integer(), nullable=True),
        sa.Column("paper_id", sa.Integer(), nullable=True),
        sa.Column("counts_as_cover", sa.Boolean(), nullable=False),
        sa.Column("includes_personal_care", sa.Boolean(), nullable=False),
        sa.Column("registration_number", sa.String(length=20), nullable=False),
        sa.Column("is_individual", sa.Boolean(), nullable=False),
        sa.Column("sleeps_there", sa.Boolean(), nullable=False),
        sa.Column("guests", sa.Integer(), nullable=True),
        sa.Column("employer", sa.String(length=160), nullable=False),
        sa.Column("confirms_pvg", sa.Boolean(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("gives_longer", sa.Boolean(), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.CheckConstraint("(sort = 'fee') = (pot_id IS NOT NULL)", name=op.f("ck_break_line_fee_has_its_pot")),
        sa.CheckConstraint(
            "(sort = 'listed') = (listing_id IS NOT NULL)", name=op.f("ck_break_line_listed_has_its_listing")
        ),
        sa.CheckConstraint("guests IS NULL OR guests >= 1", name=op.f("ck_break_line_guests")),
        sa.ForeignKeyConstraint(
            ["accepted_recorded_by_account_id"],
            ["account.id"],
            name=op.f("fk_break_line_accepted_recorded_by_account_id_account"),
        ),
        sa.ForeignKeyConstraint(["break_id"], ["break.id"], name=op.f("fk_break_line_break_id_break")),
        sa.ForeignKeyConstraint(["listing_id"], ["listing.id"], name=op.f("fk_break_line_listing_id_listing")),
        sa.ForeignKeyConstraint(["paper_id"], ["stored_file.id"], name=op.f("fk_break_line_paper_id_stored_file")),
        sa.ForeignKeyConstraint(["pot_id"], ["pot.id"], name=op.f("fk_break_line_pot_id_pot")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_break_line")),
        sa.UniqueConstraint("ref", name=op.f("uq_break_line_ref")),
    )
    op.create_index(op.f("ix_break_line_break_id"), "break_line", ["break_id"], unique=False)
    op.create_index("ix_break_line_listing_id_state", "break_line", ["listing_id", "state"], unique=False)
    op.create_index(
        "uq_break_line_fee",
        "break_line",
        ["break_id", "pot_id"],
        unique=True,
        sqlite_where=sa.text("sort = 'fee' AND state IN ('proposed', 'accepted', 'delivered')"),
        postgresql_where=sa.text("sort = 'fee' AND state IN ('proposed', 'accepted', 'delivered')"),
    )
    op.create_table(
        "fact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("fact_id", sa.String(length=60), nullable=False),
        sa.Column("number", sa.Float(), nullable=True),
        sa.Column("choice", sa.String(length=30), nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column(
            "evidence",
            sa.Enum(
                "measured_by_us",
                "guest_confirmed",
                "measured_by_owner",
                "stated_by_owner",
                "disputed",
                name="evidence",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("known_on", sa.Date(), nullable=False),
        sa.Column("known_by_account_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(number IS NOT NULL AND choice IS NULL AND day IS NULL) OR (number IS NULL AND choice IS NOT NULL AND day IS NULL) OR (number IS NULL AND choice IS NULL AND day IS NOT NULL)",
            name=op.f("ck_fact_one_value"),
        ),
        sa.ForeignKeyConstraint(
            ["known_by_account_id"], ["account.id"], name=op.f("fk_fact_known_by_account_id_account")
        ),
        sa.ForeignKeyConstraint(["listing_id"], ["listing.id"], name=op.f("fk_fact_listing_id_listing")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fact")),
        sa.UniqueConstraint("listing_id", "fact_id", name=op.f("uq_fact_listing_id_fact_id")),
    )
    op.create_table(
        "ledger_account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "sort",
            sa.Enum(
                "pot", "outside", "payee", name="account_sort", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("pot_id", sa.Integer(), nullable=True),
        sa.Column("reference", sa.String(length=100), nullable=True),
        sa.Column("is_guarded", sa.Boolean(), nullable=False),
        sa.Column("available_pence", sa.BigInteger(), nullable=False),
        sa.Column("held_pence", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("(sort = 'pot') = (pot_id IS NOT NULL)", name=op.f("ck_ledger_account_a_pot_is_a_pot")),
        sa.CheckConstraint("(sort = 'pot') = (reference IS NULL)", name=op.f("ck_ledger_account_others_are_named")),
        sa.CheckConstraint("sort = 'pot' OR NOT is_guarded", name=op.f("ck_ledger_account_only_pots_are_guarded")),
        sa.CheckConstraint(
            "NOT is_guarded OR (available_pence >= 0 AND held_pence >= 0)", name=op.f("ck_ledger_account_not_overdrawn")
        ),
        sa.ForeignKeyConstraint(["pot_id"], ["pot.id"], name=op.f("fk_ledger_account_pot_id_pot")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_account")),
        sa.UniqueConstraint("pot_id", name=op.f("uq_ledger_account_pot_id")),
        sa.UniqueConstraint("reference", name=op.f("uq_ledger_account_reference")),
    )
    op.create_table(
        "listing_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by_account_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_account_id", sa.Integer(), nullable=True),
        sa.Column("is_accepted", sa.Boolean(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["asked_by_account_id"], ["account.id"], name=op.f("fk_listing_check_asked_by_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_account_id"], ["account.id"], name=op.f("fk_listing_check_decided_by_account_id_account")
        ),
        sa.ForeignKeyConstraint(["listing_id"], ["listing.id"], name=op.f("fk_listing_check_listing_id_listing")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listing_check")),
    )
    op.create_index("ix_listing_check_decided_at_asked_at", "listing_check", ["decided_at", "asked_at"], unique=False)
    op.create_index(op.f("ix_listing_check_listing_id"), "listing_check", ["listing_id"], unique=False)
    op.create_table(
        "opening_hours",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("opens_minute", sa.Integer(), nullable=False),
        sa.Column("closes_minute", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "opens_minute >= 0 AND closes_minute > opens_minute AND closes_minute <= 1440",
            name=op.f("ck_opening_hours_minutes"),
        ),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_opening_hours_weekday")),
        sa.ForeignKeyConstraint(["listing_id"], ["listing.id"], name=op.f("fk_opening_hours_listing_id_listing")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opening_hours")),
    )
    op.create_index("ix_opening_hours_listing_id", "opening_hours", ["listing_id"], unique=False)
    op.create_table(
        "promise",
        sa.Column("break_id", sa.Integer(), nullable=False),
        sa.Column("pot_id", sa.Integer(), nullable=False),
        sa.Column("pence", sa.Integer(), nullable=False),
        sa.Column("paid_pence", sa.Integer(), nullable=False),
        sa.Column("sent_back_pence", sa.Integer(), nullable=False),
        sa.Column("payment_reference", sa.String(length=20), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.CheckConstraint(
            "pence >= 0 AND paid_pence >= sent_back_pence AND sent_back_pence >= 0", name=op.f("ck_promise_sums")
        ),
        sa.ForeignKeyConstraint(["break_id"], ["break.id"], name=op.f("fk_promise_break_id_break")),
        sa.ForeignKeyConstraint(["pot_id"], ["pot.id"], name=op.f("fk_promise_pot_id_pot")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promise")),
        sa.UniqueConstraint("break_id", "pot_id", name=op.f("uq_promise_break_id_pot_id")),
        sa.UniqueConstraint("payment_reference", name=op.f("uq_promise_payment_reference")),
        sa.UniqueConstraint("ref", name=op.f("uq_promise_ref")),
    )
    op.create_index(op.f("ix_promise_pot_id"), "promise", ["pot_id"], unique=False)
    op.create_table(
        "rate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column(
            "unit",
            sa.Enum(
                "night",
                "hour",
                "item",
                "sleepover",
                name="rate_unit",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("words", sa.String(length=40), nullable=False),
        sa.Column("weekday_pence", sa.Integer(), nullable=False),
        sa.Column("weekend_pence", sa.Integer(), nullable=False),
        sa.Column("bank_holiday_pence", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "weekday_pence > 0 AND weekend_pence > 0 AND bank_holiday_pence > 0", name=op.f("ck_rate_above_nought")
        ),
        sa.ForeignKeyConstraint(["listing_id"], ["listing.id"], name=op.f("fk_rate_listing_id_listing")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rate")),
        sa.UniqueConstraint("listing_id", "unit", name=op.f("uq_rate_listing_id_unit")),
    )
    op.create_table(
        "search_row",
        sa.Column("listing_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("band", sa.Integer(), nullable=False),
        sa.Column("latitude", sa.Float(), nullable=False),
        sa.Column("longitude", sa.Float(), nullable=False),
        sa.Column("travels_km", sa.Integer(), nullable=True),
        sa.Column("sleeps", sa.Integer(), nullable=True),
        sa.Column("min_nights", sa.Integer(), nullable=True),
        sa.Column("max_nights", sa.Integer(), nullable=True),
        sa.Column("unit", sa.String(length=40), nullable=True),
        sa.Column("weekday_pence", sa.Integer(), nullable=True),
        sa.Column("weekend_pence", sa.Integer(), nullable=True),
        sa.Column("bank_holiday_pence", sa.Integer(), nullable=True),
        sa.Column("evidence", sa.Float(), nullable=False),
        sa.Column("f_level_route_from_parking", sa.String(length=12), nullable=True),
        sa.Column("f_route_gradient_1_in", sa.Float(), nullable=True),
        sa.Column("f_path_surface", sa.String(length=30), nullable=True),
        sa.Column("f_parking_bay_width_mm", sa.Float(), nullable=True),
        sa.Column("f_ramp_clearance_side_mm", sa.Float(), nullable=True),
        sa.Column("f_ramp_clearance_rear_mm", sa.Float(), nullable=True),
        sa.Column("f_powerchair_charging", sa.String(length=12), nullable=True),
        sa.Column("f_car_charging", sa.String(length=12), nullable=True),
        sa.Column("f_nearest_accessible_stop_m", sa.Float(), nullable=True),
        sa.Column("f_steps_at_entrance", sa.Float(), nullable=True),
        sa.Column("f_threshold_mm", sa.Float(), nullable=True),
        sa.Column("f_entrance_ramp", sa.String(length=30), nullable=True),
        sa.Column("f_entrance_door_mm", sa.Float(), nullable=True),
        sa.Column("f_entrance_automatic", sa.String(length=12), nullable=True),
        sa.Column("f_key_safe_height_mm", sa.Float(), nullable=True),
        sa.Column("f_narrowest_door_mm", sa.Float(), nullable=True),
        sa.Column("f_narrowest_corridor_mm", sa.Float(), nullable=True),
        sa.Column("f_turning_circle_mm", sa.Float(), nullable=True),
        sa.Column("f_all_on_one_level", sa.String(length=12), nullable=True),
        sa.Column("f_lift_door_mm", sa.Float(), nullable=True),
        sa.Column("f_lift_load_kg", sa.Float(), nullable=True),
        sa.Column("f_hoist", sa.String(length=30), nullable=True),
        sa.Column("f_hoist_bedroom", sa.String(length=12), nullable=True),
        sa.Column("f_hoist_bathroom", sa.String(length=12), nullable=True),
        sa.Column("f_hoist_bed_to_toilet", sa.String(length=12), nullable=True),
        sa.Column("f_hoist_load_kg", sa.Float(), nullable=True),
        sa.Column("f_hoist_spreader", sa.String(length=30), nullable=True),
        sa.Column("f_hoist_sling_fixing", sa.String(length=30), nullable=True),
        sa.Column("f_hoist_examined_on", sa.Date(), nullable=True),
        sa.Column("f_under_bed_clearance_mm", sa.Float(), nullable=True),
        sa.Column("f_profiling_bed", sa.String(length=12), nullable=True),
        sa.Column("f_bed_height_min_mm", sa.Float(), nullable=True),
        sa.Column("f_bed_height_max_mm", sa.Float(), nullable=True),
        sa.Column("f_bed_width_mm", sa.Float(), nullable=True),
        sa.Column("f_bed_rails", sa.String(length=30), nullable=True),
        sa.Column("f_pressure_mattress", sa.String(length=12), nullable=True),
        sa.Column("f_bed_transfer_left_mm", sa.Float(), nullable=True),
        sa.Column("f_bed_transfer_right_mm", sa.Float(), nullable=True),
        sa.Column("f_second_bed_in_room", sa.String(length=12), nullable=True),
        sa.Column("f_level_access_shower", sa.String(length=12), nullable=True),
        sa.Column("f_shower_chair", sa.String(length=30), nullable=True),
        sa.Column("f_shower_trolley_load_kg", sa.Float(), nullable=True),
        sa.Column("f_changing_bench_load_kg", sa.Float(), nullable=True),
        sa.Column("f_toilet_height_mm", sa.Float(), nullable=True),
        sa.Column("f_toilet_transfer_left_mm", sa.Float(), nullable=True),
        sa.Column("f_toilet_transfer_right_mm", sa.Float(), nullable=True),
        sa.Column("f_grab_rails", sa.String(length=12), nullable=True),
        sa.Column("f_wash_dry_toilet", sa.String(length=12), nullable=True),
        sa.Column("f_adjustable_basin", sa.String(length=12), nullable=True),
        sa.Column("f_alarm_cord_reaches_floor", sa.String(length=12), nullable=True),
        sa.Column("f_adjustable_worktop", sa.String(length=12), nullable=True),
        sa.Column("f_table_clearance_mm", sa.Float(), nullable=True),
        sa.Column("f_riser_recliner", sa.String(length=12), nullable=True),
        sa.Column("f_oxygen_allowed", sa.String(length=12), nullable=True),
        sa.Column("f_medicines_fridge", sa.String(length=12), nullable=True),
        sa.Column("f_sharps_disposal", sa.String(length=12), nullable=True),
        sa.Column("f_backup_power", sa.String(length=12), nullable=True),
        sa.Column("f_sockets_by_bed", sa.Float(), nullable=True),
        sa.Column("f_mobile_signal", sa.String(length=12), nullable=True),
        sa.Column("f_minutes_to_ae", sa.Float(), nullable=True),
        sa.Column("f_minutes_to_pharmacy", sa.Float(), nullable=True),
        sa.Column("f_emergency_call_24h", sa.String(length=12), nullable=True),
        sa.Column("f_visual_fire_alarm", sa.String(length=12), nullable=True),
        sa.Column("f_secure_garden", sa.String(length=12), nullable=True),
        sa.Column("f_fence_height_mm", sa.Float(), nullable=True),
        sa.Column("f_door_alarm", sa.String(length=12), nullable=True),
        sa.Column("f_thermostatic_taps", sa.String(length=12), nullable=True),
        sa.Column("f_open_water_nearby", sa.String(length=12), nullable=True),
        sa.Column("f_quiet", sa.String(length=12), nullable=True),
        sa.Column("f_dimmable_light", sa.String(length=12), nullable=True),
        sa.Column("f_blackout", sa.String(length=12), nullable=True),
        sa.Column("f_low_stimulus_room", sa.String(length=12), nullable=True),
        sa.Column("f_sensory_room", sa.String(length=12), nullable=True),
        sa.Column("f_induction_loop", sa.String(length=12), nullable=True),
        sa.Column("f_tactile_signs", sa.String(length=12), nullable=True),
        sa.Column("f_scent_free", sa.String(length=12), nullable=True),
        sa.Column("f_sleeps", sa.Float(), nullable=True),
        sa.Column("f_wheelchair_users_at_once", sa.Float(), nullable=True),
        sa.Column("f_carers_room", sa.String(length=30), nullable=True),
        sa.Column("f_waking_night_space", sa.String(length=12), nullable=True),
        sa.Column("f_assistance_dog", sa.String(length=12), nullable=True),
        sa.Column("f_pets", sa.String(length=12), nullable=True),
        sa.Column("f_nearest_changing_places_km", sa.Float(), nullable=True),
        sa.Column("f_moving_and_assisting", sa.String(length=12), nullable=True),
        sa.Column("f_hoist_trained", sa.String(length=12), nullable=True),
        sa.Column("f_peg_feeding", sa.String(length=12), nullable=True),
        sa.Column("f_rescue_medicine", sa.String(length=12), nullable=True),
        sa.Column("f_epilepsy_trained", sa.String(length=12), nullable=True),
        sa.Column("f_dementia_trained", sa.String(length=12), nullable=True),
        sa.Column("f_autism_trained", sa.String(length=12), nullable=True),
        sa.Column("f_drives", sa.String(length=12), nullable=True),
        sa.Column("f_bsl", sa.String(length=12), nullable=True),
        sa.Column("f_gaelic", sa.String(length=12), nullable=True),
        sa.Column("f_wheelchair_tie_downs", sa.Float(), nullable=True),
        sa.Column("f_vehicle_entry_height_mm", sa.Float(), nullable=True),
        sa.Column("f_vehicle_ramp_load_kg", sa.Float(), nullable=True),
        sa.Column("f_garden_gate_lock", sa.String(length=12), nullable=True),
        sa.Column("f_emergency_call_who", sa.String(length=30), nullable=True),
        sa.Column("f_contrast_edges", sa.String(length=12), nullable=True),
        sa.Column("f_siblings_welcome", sa.String(length=12), nullable=True),
        sa.Column("f_toilet_transfer_front_mm", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(["listing_id"], ["listing.id"], name=op.f("fk_search_row_listing_id_listing")),
        sa.PrimaryKeyConstraint("listing_id", name=op.f("pk_search_row")),
    )
    op.create_index("ix_search_row_place", "search_row", ["band", "longitude"], unique=False)
    op.create_index(
        "ix_search_row_travelling",
        "search_row",
        ["band", "longitude"],
        unique=False,
        sqlite_where=sa.text("travels_km IS NOT NULL"),
        postgresql_where=sa.text("travels_km IS NOT NULL"),
    )
    op.create_table(
        "space",
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("pa_id", sa.Integer(), nullable=True),
        sa.Column("export_token", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["listing_id"], ["listing.id"], name=op.f("fk_space_listing_id_listing")),
        sa.ForeignKeyConstraint(["pa_id"], ["pa.id"], name=op.f("fk_space_pa_id_pa")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_space")),
        sa.UniqueConstraint("export_token", name=op.f("uq_space_export_token")),
        sa.UniqueConstraint("ref", name=op.f("uq_space_ref")),
    )
    op.create_index(op.f("ix_space_listing_id"), "space", ["listing_id"], unique=False)
    op.create_index(op.f("ix_space_pa_id"), "space", ["pa_id"], unique=False)
    op.create_index(
        "uq_space_open_diary_of_pa",
        "space",
        ["pa_id"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "stated_amount",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pot_id", sa.Integer(), nullable=False),
        sa.Column("stated_on", sa.Date(), nullable=False),
        sa.Column("amount_pence", sa.Integer(), nullable=False),
        sa.Column("outgoings_pence", sa.Integer(), nullable=False),
        sa.Column("evidence", sa.String(length=300), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_account_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "amount_pence >= 0 AND outgoings_pence >= 0", name=op.f("ck_stated_amount_not_below_nought")
        ),
        sa.ForeignKeyConstraint(
            ["made_by_account_id"], ["account.id"], name=op.f("fk_stated_amount_made_by_account_id_account")
        ),
        sa.ForeignKeyConstraint(["pot_id"], ["pot.id"], name=op.f("fk_stated_amount_pot_id_pot")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stated_amount")),
    )
    op.create_index(op.f("ix_stated_amount_pot_id"), "stated_amount", ["pot_id"], unique=False)
    op.create_table(
        "break_segment",
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=True),
        sa.Column("wanted_space_id", sa.Integer(), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column(
            "unit",
            sa.Enum(
                "night",
                "hour",
                "item",
                "sleepover",
                name="rate_unit",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("rate_pence", sa.Integer(), nullable=False),
        sa.Column("pence", sa.Integer(), nullable=False),
        sa.Column("noun", sa.String(length=40), nullable=False),
        sa.Column("sort_words", sa.String(length=20), nullable=False),
        sa.Column("is_cover", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.CheckConstraint("(starts_at IS NULL) = (ends_at IS NULL)", name=op.f("ck_break_segment_period_whole")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_break_segment_period_in_order")),
        sa.CheckConstraint(
            "quantity >= 1 AND rate_pence >= 0 AND pence >= 0", name=op.f("ck_break_segment_not_below_nought")
        ),
        sa.ForeignKeyConstraint(["line_id"], ["break_line.id"], name=op.f("fk_break_segment_line_id_break_line")),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"], name=op.f("fk_break_segment_space_id_space")),
        sa.ForeignKeyConstraint(["wanted_space_id"], ["space.id"], name=op.f("fk_break_segment_wanted_space_id_space")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_break_segment")),
        sa.UniqueConstraint("ref", name=op.f("uq_break_segment_ref")),
    )
    op.create_index(op.f("ix_break_segment_line_id"), "break_segment", ["line_id"], unique=False)
    op.create_table(
        "line_move",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("from_state", sa.String(length=40), nullable=True),
        sa.Column("to_state", sa.String(length=40), nullable=False),
        sa.Column("why", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_name", sa.String(length=40), nullable=False),
        sa.Column("by_account_id", sa.Integer(), nullable=True),
        sa.Column("by_organisation_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["line_id"], ["break_line.id"], name=op.f("fk_line_move_line_id_break_line")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_line_move")),
    )
    op.create_index(op.f("ix_line_move_line_id"), "line_move", ["line_id"], unique=False)
    op.create_table(
        "occupancy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "cause",
            sa.Enum(
                "hold",
                "booking",
                "closure",
                "outside",
                name="cause",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reference", sa.String(length=100), nullable=False),
        sa.Column("note", sa.String(length=120), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("expires_at IS NULL OR cause = 'hold'", name=op.f("ck_occupancy_only_holds_expire")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_occupancy_period_in_order")),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"], name=op.f("fk_occupancy_space_id_space")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_occupancy")),
    )
    op.create_index("ix_occupancy_reference", "occupancy", ["reference"], unique=False)
    op.create_index(
        "ix_occupancy_taken",
        "occupancy",
        ["space_id", "starts_at", "ends_at"],
        unique=False,
        sqlite_where=sa.text("released_at IS NULL"),
        postgresql_where=sa.text("released_at IS NULL"),
    )
    op.create_table(
        "outside_calendar",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.Column("problems", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"], name=op.f("fk_outside_calendar_space_id_space")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outside_calendar")),
        sa.UniqueConstraint("space_id", name=op.f("uq_outside_calendar_space_id")),
    )
    op.create_table(
        "rule_decision",
        sa.Column("break_id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=True),
        sa.Column("rule_id", sa.String(length=12), nullable=False),
        sa.Column("is_yes", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("by_account_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["break_id"], ["break.id"], name=op.f("fk_rule_decision_break_id_break")),
        sa.ForeignKeyConstraint(["by_account_id"], ["account.id"], name=op.f("fk_rule_decision_by_account_id_account")),
        sa.ForeignKeyConstraint(["line_id"], ["break_line.id"], name=op.f("fk_rule_decision_line_id_break_line")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_decision")),
        sa.UniqueConstraint("ref", name=op.f("uq_rule_decision_ref")),
    )
    op.create_index(op.f("ix_rule_decision_break_id"), "rule_decision", ["break_id"], unique=False)
    op.create_index("ix_rule_decision_rule_id_at", "rule_decision", ["rule_id", "at"], unique=False)
    op.create_table(
        "say",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("is_yes", sa.Boolean(), nullable=False),
        sa.Column(
            "how",
            sa.Enum(
                "sign_in",
                "told",
                "attorney",
                "guardian",
                "parent",
                name="said_how",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("powers", sa.String(length=200), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("by_account_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_account_id"], ["account.id"], name=op.f("fk_say_by_account_id_account")),
        sa.ForeignKeyConstraint(["line_id"], ["break_line.id"], name=op.f("fk_say_line_id_break_line")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_say_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_say")),
    )
    op.create_index("ix_say_line_id_person_id", "say", ["line_id", "person_id"], unique=False)
    op.create_index(op.f("ix_say_person_id"), "say", ["person_id"], unique=False)
    op.create_table(
        "transfer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("from_id", sa.Integer(), nullable=False),
        sa.Column("to_id", sa.Integer(), nullable=False),
        sa.Column("pence", sa.Integer(), nullable=False),
        sa.Column(
            "phase",
            sa.Enum(
                "pending", "post", "void", "posted", name="phase", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("pending_id", sa.Integer(), nullable=True),
        sa.Column("corrects_id", sa.Integer(), nullable=True),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("reference", sa.String(length=100), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_account_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(phase IN ('post', 'void')) = (pending_id IS NOT NULL)", name=op.f("ck_transfer_of_a_pending_one")
        ),
        sa.CheckConstraint(
            "corrects_id IS NULL OR phase = 'posted'", name=op.f("ck_transfer_corrections_move_at_once")
        ),
        sa.CheckConstraint("expires_at IS NULL OR phase = 'pending'", name=op.f("ck_transfer_only_pending_expires")),
        sa.CheckConstraint("from_id <> to_id", name=op.f("ck_transfer_between_two")),
        sa.CheckConstraint("pence > 0", name=op.f("ck_transfer_above_nought")),
        sa.ForeignKeyConstraint(["corrects_id"], ["transfer.id"], name=op.f("fk_transfer_corrects_id_transfer")),
        sa.ForeignKeyConstraint(["from_id"], ["ledger_account.id"], name=op.f("fk_transfer_from_id_ledger_account")),
        sa.ForeignKeyConstraint(["pending_id"], ["transfer.id"], name=op.f("fk_transfer_pending_id_transfer")),
        sa.ForeignKeyConstraint(["to_id"], ["ledger_account.id"], name=op.f("fk_transfer_to_id_ledger_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer")),
        sa.UniqueConstraint("key", name=op.f("uq_transfer_key")),
    )
    op.create_index(op.f("ix_transfer_corrects_id"), "transfer", ["corrects_id"], unique=False)
    op.create_index("ix_transfer_from_id_at", "transfer", ["from_id", "at"], unique=False)
    op.create_index(op.f("ix_transfer_pending_id"), "transfer", ["pending_id"], unique=False)
    op.create_index("ix_transfer_reference", "transfer", ["reference"], unique=False)
    op.create_index("ix_transfer_to_id_at", "transfer", ["to_id", "at"], unique=False)
    op.create_table(
        "money_hold",
        sa.Column("transfer_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=100), nullable=False),
        sa.Column("open_pence", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("open_pence >= 0", name=op.f("ck_money_hold_not_below_nought")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["ledger_account.id"], name=op.f("fk_money_hold_account_id_ledger_account")
        ),
        sa.ForeignKeyConstraint(["transfer_id"], ["transfer.id"], name=op.f("fk_money_hold_transfer_id_transfer")),
        sa.PrimaryKeyConstraint("transfer_id", name=op.f("pk_money_hold")),
    )
    op.create_index("ix_money_hold_account_id", "money_hold", ["account_id"], unique=False)
    op.create_index(
        "ix_money_hold_open_account_id",
        "money_hold",
        ["account_id"],
        unique=False,
        sqlite_where=sa.text("open_pence > 0"),
        postgresql_where=sa.text("open_pence > 0"),
    )
    op.create_index(
        "uq_money_hold_open_reference",
        "money_hold",
        ["reference"],
        unique=True,
        sqlite_where=sa.text("open_pence > 0"),
        postgresql_where=sa.text("open_pence > 0"),
    )
    op.create_table(
        "share",
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("segment_id", sa.Integer(), nullable=True),
        sa.Column("pot_id", sa.Integer(), nullable=False),
        sa.Column("option", sa.Integer(), nullable=True),
        sa.Column("outcome_id", sa.Integer(), nullable=True),
        sa.Column("pence", sa.Integer(), nullable=False),
        sa.Column("basis_points", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.CheckConstraint("option BETWEEN 1 AND 3", name=op.f("ck_share_option_of_the_act")),
        sa.CheckConstraint("pence > 0", name=op.f("ck_share_above_nought")),
        sa.ForeignKeyConstraint(["line_id"], ["break_line.id"], name=op.f("fk_share_line_id_break_line")),
        sa.ForeignKeyConstraint(["outcome_id"], ["outcome.id"], name=op.f("fk_share_outcome_id_outcome")),
        sa.ForeignKeyConstraint(["pot_id"], ["pot.id"], name=op.f("fk_share_pot_id_pot")),
        sa.ForeignKeyConstraint(["segment_id"], ["break_segment.id"], name=op.f("fk_share_segment_id_break_segment")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_share")),
        sa.UniqueConstraint("ref", name=op.f("uq_share_ref")),
    )
    op.create_index(op.f("ix_share_line_id"), "share", ["line_id"], unique=False)
    op.create_index(op.f("ix_share_pot_id"), "share", ["pot_id"], unique=False)
    op.create_table(
        "transfer_note",
        sa.Column("transfer_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["transfer_id"], ["transfer.id"], name=op.f("fk_transfer_note_transfer_id_transfer")),
        sa.PrimaryKeyConstraint("transfer_id", name=op.f("pk_transfer_note")),
    )


def downgrade() -> None:
    """Drop every table."""
    op.drop_table("transfer_note")
    op.drop_index(op.f("ix_share_pot_id"), table_name="share")
    op.drop_index(op.f("ix_share_line_id"), table_name="share")
    op.drop_table("share")
    op.drop_index(
        "uq_money_hold_open_reference",
        table_name="money_hold",
        sqlite_where=sa.text("open_pence > 0"),
        postgresql_where=sa.text("open_pence > 0"),
    )
    op.drop_index(
        "ix_money_hold_open_account_id",
        table_name="money_hold",
        sqlite_where=sa.text("open_pence > 0"),
        postgresql_where=sa.text("open_pence > 0"),
    )
    op.drop_index("ix_money_hold_account_id", table_name="money_hold")
    op.drop_table("money_hold")
    op.drop_index("ix_transfer_to_id_at", table_name="transfer")
    op.drop_index("ix_transfer_reference", table_name="transfer")
    op.drop_index(op.f("ix_transfer_pending_id"), table_name="transfer")
    op.drop_index("ix_transfer_from_id_at", table_name="transfer")
    op.drop_index(op.f("ix_transfer_corrects_id"), table_name="transfer")
    op.drop_table("transfer")
    op.drop_index(op.f("ix_say_person_id"), table_name="say")
    op.drop_index("ix_say_line_id_person_id", table_name="say")
    op.drop_table("say")
    op.drop_index("ix_rule_decision_rule_id_at", table_name="rule_decision")
    op.drop_index(op.f("ix_rule_decision_break_id"), table_name="rule_decision")
    op.drop_table("rule_decision")
    op.drop_table("outside_calendar")
    op.drop_index(
        "ix_occupancy_taken",
        table_name="occupancy",
        sqlite_where=sa.text("released_at IS NULL"),
        postgresql_where=sa.text("released_at IS NULL"),
    )
    op.drop_index("ix_occupancy_reference", table_name="occupancy")
    op.drop_table("occupancy")
    op.drop_index(op.f("ix_line_move_line_id"), table_name="line_move")
    op.drop_table("line_move")
    op.drop_index(op.f("ix_break_segment_line_id"), table_name="break_segment")
    op.drop_table("break_segment")
    op.drop_index(op.f("ix_stated_amount_pot_id"), table_name="stated_amount")
    op.drop_table("stated_amount")
    op.drop_index(
        "uq_space_open_diary_of_pa",
        table_name="space",
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.drop_index(op.f("ix_space_pa_id"), table_name="space")
    op.drop_index(op.f("ix_space_listing_id"), table_name="space")
    op.drop_table("space")
    op.drop_index(
        "ix_search_row_travelling",
        table_name="search_row",
        sqlite_where=sa.text("travels_km IS NOT NULL"),
        postgresql_where=sa.text("travels_km IS NOT NULL"),
    )
    op.drop_index("ix_search_row_place", table_name="search_row")
    op.drop_table("search_row")
    op.drop_table("rate")
    op.drop_index(op.f("ix_promise_pot_id"), table_name="promise")
    op.drop_table("promise")
    op.drop_index("ix_opening_hours_listing_id", table_name="opening_hours")
    op.drop_table("opening_hours")
    op.drop_index(op.f("ix_listing_check_listing_id"), table_name="listing_check")
    op.drop_index("ix_listing_check_decided_at_asked_at", table_name="listing_check")
    op.drop_table("listing_check")
    op.drop_table("ledger_account")
    op.drop_table("fact")
    op.drop_index(
        "uq_break_line_fee",
        table_name="break_line",
        sqlite_where=sa.text("sort = 'fee' AND state IN ('proposed', 'accepted', 'delivered')"),
        postgresql_where=sa.text("sort = 'fee' AND state IN ('proposed', 'accepted', 'delivered')"),
    )
    op.drop_index("ix_break_line_listing_id_state", table_name="break_line")
    op.drop_index(op.f("ix_break_line_break_id"), table_name="break_line")
    op.drop_table("break_line")
    op.drop_index(
        "uq_agreement_standing",
        table_name="agreement",
        sqlite_where=sa.text("withdrawn_at IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
    op.drop_index(op.f("ix_agreement_pot_id"), table_name="agreement")
    op.drop_table("agreement")
    op.drop_index(op.f("ix_pot_person_id"), table_name="pot")
    op.drop_index(op.f("ix_pot_holder_id"), table_name="pot")
    op.drop_index(op.f("ix_pot_council_id"), table_name="pot")
    op.drop_table("pot")
    op.drop_index(op.f("ix_pa_provider_id"), table_name="pa")
    op.drop_table("pa")
    op.drop_index(op.f("ix_outcome_support_plan_id"), table_name="outcome")
    op.drop_table("outcome")
    op.drop_index("ix_listing_state_waiting", table_name="listing")
    op.drop_index(op.f("ix_listing_registration_number"), table_name="listing")
    op.drop_index(op.f("ix_listing_provider_id"), table_name="listing")
    op.drop_table("listing")
    op.drop_index(op.f("ix_break_move_break_id"), table_name="break_move")
    op.drop_table("break_move")
    op.drop_index(op.f("ix_support_plan_person_id"), table_name="support_plan")
    op.drop_table("support_plan")
    op.drop_table("safety_note")
    op.drop_index(op.f("ix_representation_person_id"), table_name="representation")
    op.drop_index("ix_representation_account_id_person_id", table_name="representation")
    op.drop_table("representation")
    op.drop_table("provider")
    op.drop_table("person_need")
    op.drop_index(
        "uq_membership_within",
        table_name="membership",
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.drop_index(
        "uq_membership_of_ones_own",
        table_name="membership",
        sqlite_where=sa.text("ended_at IS NULL AND organisation_id IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL AND organisation_id IS NULL"),
    )
    op.drop_index(op.f("ix_membership_organisation_id"), table_name="membership")
    op.drop_index(op.f("ix_membership_account_id"), table_name="membership")
    op.drop_table("membership")
    op.drop_index(op.f("ix_invitation_organisation_id"), table_name="invitation")
    op.drop_index(op.f("ix_invitation_email"), table_name="invitation")
    op.drop_table("invitation")
    op.drop_index(op.f("ix_caring_person_id"), table_name="caring")
    op.drop_index(op.f("ix_caring_carer_id"), table_name="caring")
    op.drop_table("caring")
    op.drop_index("ix_break_state_hold_until", table_name="break")
    op.drop_index(op.f("ix_break_person_id"), table_name="break")
    op.drop_index(op.f("ix_break_council_id"), table_name="break")
    op.drop_index(op.f("ix_break_carer_id"), table_name="break")
    op.drop_index(op.f("ix_break_arranged_by_account_id"), table_name="break")
    op.drop_table("break")
    op.drop_index("ix_setting_name_council_id", table_name="setting")
    op.drop_table("setting")
    op.drop_index(op.f("ix_person_council_id"), table_name="person")
    op.drop_table("person")
    op.drop_index(op.f("ix_organisation_council_id"), table_name="organisation")
    op.drop_table("organisation")
    op.drop_index(
        "uq_officer_limit_standing",
        table_name="officer_limit",
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.drop_table("officer_limit")
    op.drop_index(op.f("ix_letter_attachment_letter_id"), table_name="letter_attachment")
    op.drop_table("letter_attachment")
    op.drop_table("demo_person")
    op.drop_table("unmet_need")
    op.drop_index(op.f("ix_token_reference"), table_name="token")
    op.drop_table("token")
    op.drop_table("stored_file")
    op.drop_index(op.f("ix_sign_up_email"), table_name="sign_up")
    op.drop_table("sign_up")
    op.drop_table("registration")
    op.drop_table("register_import")
    op.drop_table("pot_sort")
    op.drop_index("ix_look_about", table_name="look")
    op.drop_table("look")
    op.drop_index(op.f("ix_letter_about"), table_name="letter")
    op.drop_table("letter")
    op.drop_index("ix_kept_result_about", table_name="kept_result")
    op.drop_table("kept_result")
    op.drop_index("ix_job_due", table_name="job")
    op.drop_table("job")
    op.drop_table("idempotency_key")
    op.drop_table("council")
    op.drop_index("ix_audit_record_about", table_name="audit_record")
    op.drop_table("audit_record")
    op.drop_index("ix_attempt_key_at", table_name="attempt")
    op.drop_table("attempt")
    op.drop_table("account")
