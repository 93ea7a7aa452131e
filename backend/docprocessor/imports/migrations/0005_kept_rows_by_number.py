import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """The table is made anew: nothing has written to it yet, and a composite key cannot be altered."""

    dependencies = [
        ('imports', '0004_issues_outlive_their_job'),
        ('jobs', '0002_job_core'),
    ]

    operations = [
        migrations.DeleteModel(name='KeptRow'),
        migrations.CreateModel(
            name='KeptRow',
            fields=[
                ('pk', models.CompositePrimaryKey('job', 'number', blank=True, editable=False, primary_key=True, serialize=False)),
                ('number', models.BigIntegerField()),
                ('row', models.BigIntegerField(null=True)),
                ('key', models.JSONField()),
                ('reason', models.CharField(max_length=40)),
                ('changed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='jobs.job')),
                ('job', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='kept_rows', to='jobs.job')),
            ],
        ),
    ]
