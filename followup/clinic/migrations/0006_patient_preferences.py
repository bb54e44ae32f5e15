"""What a patient prefers, whether the record is a duplicate or erased, and indexes for the list."""


import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('clinic', '0005_decisions_of_a_clinic'),
    ]

    operations = [
        migrations.AddField(
            model_name='patient',
            name='erased_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='patient',
            name='merged_into',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='duplicates', to='clinic.patient'),
        ),
        migrations.AddField(
            model_name='patient',
            name='neutral_words',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='patient',
            name='preferred_channel',
            field=models.CharField(blank=True, choices=[('sms', 'text'), ('email', 'email')], max_length=5),
        ),
        migrations.AddIndex(
            model_name='consent',
            index=models.Index(condition=models.Q(('granted', False)), fields=['clinic', 'patient'], name='consent_revoked'),
        ),
        migrations.AddIndex(
            model_name='contactpoint',
            index=models.Index(condition=models.Q(('unreachable_at__isnull', False)), fields=['clinic', 'patient'], name='contact_unreachable'),
        ),
        migrations.AddIndex(
            model_name='patient',
            index=models.Index(condition=models.Q(('erased_at__isnull', True), ('merged_into__isnull', True)), fields=['clinic', '-id'], name='patient_shown'),
        ),
        migrations.AddConstraint(
            model_name='patient',
            constraint=models.CheckConstraint(condition=models.Q(('erased_at__isnull', True), models.Q(('external_id', ''), ('name_index', []), ('notes', '')), _connector='OR'), name='patient_erased_is_nameless'),
        ),
    ]
