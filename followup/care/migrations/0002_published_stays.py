"""A published version of a protocol never changes: the database itself refuses."""

from django.db import migrations

PUBLISHED_STAYS = """
CREATE TRIGGER protocol_version_append_only BEFORE UPDATE OR DELETE ON care_protocolversion
    FOR EACH ROW EXECUTE FUNCTION refuse_to_rewrite();
CREATE TRIGGER step_append_only BEFORE UPDATE OR DELETE ON care_step
    FOR EACH ROW EXECUTE FUNCTION refuse_to_rewrite();
CREATE FUNCTION refuse_late_step() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM care_followup WHERE version_id = NEW.version_id) THEN
        RAISE EXCEPTION 'patients follow this version already: publish a new one instead';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER step_before_any_follow_up BEFORE INSERT ON care_step
    FOR EACH ROW EXECUTE FUNCTION refuse_late_step();
"""
REWRITABLE = """
DROP TRIGGER step_before_any_follow_up ON care_step;
DROP FUNCTION refuse_late_step();
DROP TRIGGER step_append_only ON care_step;
DROP TRIGGER protocol_version_append_only ON care_protocolversion;
"""


class Migration(migrations.Migration):
    """Triggers on versions and steps."""

    dependencies = [("care", "0001_initial"), ("clinic", "0002_append_only_and_cache")]

    operations = [migrations.RunSQL(PUBLISHED_STAYS, REWRITABLE)]
