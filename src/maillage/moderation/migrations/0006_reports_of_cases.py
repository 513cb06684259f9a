import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("moderation", "0005_reports_in_cases")]

    operations = [
        migrations.AlterField(
            model_name='report',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reports', to='moderation.case'),
        ),
        migrations.RemoveConstraint(
            model_name='report',
            name='report_once_a_reporter',
        ),
        migrations.RemoveField(
            model_name='report',
            name='author',
        ),
        migrations.RemoveField(
            model_name='report',
            name='commune',
        ),
        migrations.RemoveField(
            model_name='report',
            name='photo',
        ),
        migrations.RemoveField(
            model_name='report',
            name='subject_id',
        ),
        migrations.RemoveField(
            model_name='report',
            name='subject_kind',
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.UniqueConstraint(condition=models.Q(('reporter__isnull', False)), fields=('case', 'reporter'), name='report_once_a_reporter'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.CheckConstraint(condition=models.Q(('origin', 'person'), models.Q(('contact', ''), ('reporter__isnull', True)), _connector='OR'), name='report_by_a_person'),
        ),
    ]
