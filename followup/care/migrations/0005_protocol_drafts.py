"""Drafts of protocols, their conditions and fallback, and the runs that replan follow-ups."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('care', '0004_adjustment'),
        ('clinic', '0003_staff_language'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ProtocolDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stops', models.JSONField()),
                ('before', models.JSONField(blank=True, null=True)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('changed_at', models.DateTimeField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Replanning',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('started_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('total', models.PositiveIntegerField()),
                ('after', models.BigIntegerField(default=0)),
                ('done', models.PositiveIntegerField(default=0)),
                ('moved', models.PositiveIntegerField(default=0)),
                ('added', models.PositiveIntegerField(default=0)),
                ('dropped', models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.AddField(
            model_name='protocol',
            name='conditions',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None),
        ),
        migrations.AddField(
            model_name='protocol',
            name='is_fallback',
            field=models.BooleanField(default=False),
        ),
        migrations.AddConstraint(
            model_name='protocol',
            constraint=models.UniqueConstraint(condition=models.Q(('is_fallback', True)), fields=('clinic',), name='protocol_one_fallback'),
        ),
        migrations.AddConstraint(
            model_name='protocol',
            constraint=models.CheckConstraint(condition=models.Q(('archived_at__isnull', True), models.Q(('conditions', []), ('is_fallback', False), ('regions', [])), _connector='OR'), name='protocol_archived_is_unused'),
        ),
        migrations.AddField(
            model_name='protocoldraft',
            name='changed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='protocoldraft',
            name='clinic',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clinic.clinic'),
        ),
        migrations.AddField(
            model_name='protocoldraft',
            name='protocol',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='draft', to='care.protocol'),
        ),
        migrations.AddField(
            model_name='replanning',
            name='clinic',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clinic.clinic'),
        ),
        migrations.AddField(
            model_name='replanning',
            name='protocol',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='replannings', to='care.protocol'),
        ),
        migrations.AddField(
            model_name='replanning',
            name='started_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='replanning',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='care.protocolversion'),
        ),
        migrations.AddConstraint(
            model_name='replanning',
            constraint=models.UniqueConstraint(condition=models.Q(('finished_at__isnull', True)), fields=('protocol',), name='replanning_one_at_a_time'),
        ),
    ]
