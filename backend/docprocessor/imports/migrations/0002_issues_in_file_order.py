"""Faults are kept in the file's order and nothing else, and counted as they come."""

import django.db.models.deletion
from django.db import migrations, models

ISSUES = """
    ALTER TABLE imports_rowissue ADD COLUMN place integer;
    UPDATE imports_rowissue AS issue SET place = numbered.place
        FROM (SELECT id, row_number() OVER (PARTITION BY job_id, "row" ORDER BY id) - 1 AS place
              FROM imports_rowissue) AS numbered
        WHERE numbered.id = issue.id;
    ALTER TABLE imports_rowissue ALTER COLUMN place SET NOT NULL, DROP COLUMN id;
    ALTER TABLE imports_rowissue ADD PRIMARY KEY (job_id, "row", place);
    DO $$
    DECLARE name text;
    BEGIN
        FOR name IN SELECT conname FROM pg_constraint
                    WHERE conrelid = 'imports_rowissue'::regclass AND contype = 'f'
        LOOP EXECUTE format('ALTER TABLE imports_rowissue DROP CONSTRAINT %I', name); END LOOP;
        FOR name IN SELECT indexrelid::regclass::text FROM pg_index
                    WHERE indrelid = 'imports_rowissue'::regclass AND NOT indisprimary
        LOOP EXECUTE 'DROP INDEX ' || name; END LOOP;
    END $$;
"""
COUNTS = """
    INSERT INTO imports_issuecount (job_id, code, "column", count, samples)
    SELECT job_id, code, "column", count(*), (
        SELECT jsonb_agg(jsonb_build_object('row', "row", 'line', line, 'value', value, 'message', message))
        FROM (SELECT "row", line, value, message FROM imports_rowissue AS alike
              WHERE (alike.job_id, alike.code, alike."column") = (issue.job_id, issue.code, issue."column")
              ORDER BY "row", place LIMIT 3) AS first)
    FROM imports_rowissue AS issue GROUP BY job_id, code, "column"
"""
ISSUE = [
    ("pk", models.CompositePrimaryKey("job", "row", "place", blank=True, editable=False, primary_key=True, serialize=False)),
    (
        "job",
        models.ForeignKey(
            db_constraint=False,
            db_index=False,
            on_delete=django.db.models.deletion.CASCADE,
            related_name="issues",
            to="imports.importjob",
        ),
    ),
    ("row", models.BigIntegerField()),
    ("line", models.BigIntegerField()),
    ("place", models.IntegerField()),
    ("column", models.CharField(blank=True, max_length=255)),
    ("code", models.CharField(max_length=40)),
    ("value", models.TextField(null=True)),
    ("message", models.TextField()),
]


class Migration(migrations.Migration):
    dependencies = [("imports", "0001_initial")]

    operations = [
        # Django cannot change a primary key in place: the table is told by hand what the models say.
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(ISSUES)],
            state_operations=[
                migrations.DeleteModel(name="RowIssue"),
                migrations.CreateModel(name="RowIssue", fields=ISSUE),
            ],
        ),
        migrations.CreateModel(
            name="IssueCount",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("column", models.CharField(blank=True, max_length=255)),
                ("code", models.CharField(max_length=40)),
                ("count", models.BigIntegerField()),
                ("samples", models.JSONField()),
                (
                    "job",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="issue_counts",
                        to="imports.importjob",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="issuecount",
            constraint=models.UniqueConstraint(fields=("job", "code", "column"), name="issue_count_once"),
        ),
        migrations.RunSQL(COUNTS, migrations.RunSQL.noop),
        migrations.AddField(model_name="importjob", name="inferred", field=models.JSONField(null=True)),
    ]
