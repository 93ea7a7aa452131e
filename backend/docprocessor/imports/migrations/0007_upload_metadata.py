from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('imports', '0006_uploads_and_patches'),
    ]

    operations = [
        migrations.AddField(
            model_name='upload',
            name='metadata',
            field=models.TextField(blank=True),
        ),
    ]
