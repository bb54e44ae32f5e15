"""The ledgers that nobody may rewrite, and the table of the sign-in limits."""

from django.db import migrations

APPEND_ONLY = """
CREATE FUNCTION refuse_to_rewrite() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: add a new row that says what is true now', TG_TABLE_NAME;
END $$;
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON clinic_auditevent
    FOR EACH ROW EXECUTE FUNCTION refuse_to_rewrite();
CREATE TRIGGER consent_append_only BEFORE UPDATE OR DELETE ON clinic_consent
    FOR EACH ROW EXECUTE FUNCTION refuse_to_rewrite();
"""
REWRITABLE = """
DROP TRIGGER audit_append_only ON clinic_auditevent;
DROP TRIGGER consent_append_only ON clinic_consent;
DROP FUNCTION refuse_to_rewrite();
"""
CACHE = """
CREATE TABLE cache (
    cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL
);
CREATE INDEX cache_expires ON cache (expires);
"""


class Migration(migrations.Migration):
    """Triggers on the two ledgers; Django's cache table."""

    dependencies = [("clinic", "0001_initial")]

    operations = [
        migrations.RunSQL(APPEND_ONLY, REWRITABLE),
        migrations.RunSQL(CACHE, "DROP TABLE cache"),
    ]
