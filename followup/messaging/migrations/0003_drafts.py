"""Drafts of templates, the shipped words last seen, and published words that stay."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

PUBLISHED_STAYS = """
CREATE TRIGGER template_version_append_only BEFORE UPDATE OR DELETE ON messaging_templateversion
    FOR EACH ROW WHEN (OLD.published_at IS NOT NULL) EXECUTE FUNCTION refuse_to_rewrite();
"""
REWRITABLE = "DROP TRIGGER template_version_append_only ON messaging_templateversion;"


class Migration(migrations.Migration):

    dependencies = [
        ('clinic', '0002_append_only_and_cache'),
        ('messaging', '0002_counts_of_a_day'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='template',
            name='seen_source',
            field=models.TextField(blank=True, default=''),
        ),
        migrations.AddField(
            model_name='template',
            name='seen_subject',
            field=models.TextField(blank=True, default=''),
        ),
        migrations.AddField(
            model_name='template',
            name='turn',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='templateversion',
            name='is_shipped',
            field=models.BooleanField(default=False),
        ),
        migrations.AlterField(
            model_name='message',
            name='kind',
            field=models.CharField(choices=[('aftercare', 'aftercare'), ('safety_check', 'breathing check'), ('check_in', 'check-in'), ('nudge', 'nudge'), ('next_visit', 'next visit'), ('booking', 'book your next visit'), ('question', 'next question'), ('reask', 'question in other words'), ('acknowledgement', 'acknowledgement'), ('safety_text', 'safety text'), ('opt_out', 'opt-out confirmed'), ('opt_in', 'opt-in confirmed'), ('help', 'help'), ('manual', 'written by staff'), ('alert', 'alert to staff'), ('test', 'test to oneself')], max_length=16),
        ),
        migrations.CreateModel(
            name='TemplateDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.TextField(blank=True)),
                ('source', models.TextField(blank=True)),
                ('saved_at', models.DateTimeField()),
                ('set_aside_at', models.DateTimeField(blank=True, null=True)),
                ('clinic', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clinic.clinic')),
                ('saved_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('template', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='drafts', to='messaging.template')),
            ],
            options={
                'ordering': ('-saved_at', '-pk'),
                'constraints': [models.UniqueConstraint(condition=models.Q(('set_aside_at__isnull', True)), fields=('template',), name='template_draft_one_at_a_time')],
            },
        ),
        migrations.RunSQL(PUBLISHED_STAYS, REWRITABLE),
    ]
