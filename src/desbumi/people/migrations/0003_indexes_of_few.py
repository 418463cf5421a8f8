import desbumi.territory.models
import django.db.models.deletion
from django.db import migrations, models

INDEX = [f"people_sounding_fts{each}" for each in ("", "_config", "_content", "_data", "_docsize", "_idx")]
CONCERNS = dict.fromkeys(("people_clue", "people_sounding", *INDEX), ("*",))  # worked out, and made anew once the migration is done
ONE_HEAD = models.UniqueConstraint(
    condition=models.Q(('is_locked', False), ('merged_into__isnull', True), ('relation', 'head')), fields=('household',), name='people_household_one_head'
)

class Migration(migrations.Migration):

    dependencies = [
        ('book', '0002_book_in_depth'),
        ('papers', '0001_files'),
        ('people', '0002_persons'),
        ('territory', '0001_initial'),
    ]

    operations = [
        # a dictionary that is worked out: made anew by the rules of spelling once the migration is done
        migrations.DeleteModel(name='Clue'),
        migrations.CreateModel(
            name='Clue',
            fields=[
                ('pk', models.CompositePrimaryKey('clue', 'heard', blank=True, editable=False, primary_key=True, serialize=False)),
                ('clue', desbumi.territory.models.CodeField(max_length=121)),
                ('heard', models.CharField(max_length=120)),
            ],
        ),
        # PostgreSQL takes every index of the column away with the field's own: this one, too
        migrations.RemoveConstraint(model_name='person', name=ONE_HEAD.name),
        migrations.AlterField(
            model_name='person',
            name='household',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='members', to='people.household', verbose_name='household'),
        ),
        migrations.AddConstraint(model_name='person', constraint=ONE_HEAD),
        migrations.AlterField(
            model_name='person',
            name='merged_into',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='people.person', verbose_name='is the same as'),
        ),
        migrations.AlterField(
            model_name='person',
            name='village',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.territory', verbose_name='village'),
        ),
        migrations.AlterField(
            model_name='relative',
            name='registered',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='relative_of', to='people.person', verbose_name='who is in the register'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(condition=models.Q(('household__isnull', False)), fields=['household'], name='people_person_household'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(condition=models.Q(('merged_into__isnull', False)), fields=['merged_into'], name='people_person_merged'),
        ),
        migrations.AddIndex(
            model_name='relative',
            index=models.Index(condition=models.Q(('registered__isnull', False)), fields=['registered'], name='people_relative_registered'),
        ),
        migrations.AlterField(
            model_name='export',
            name='left_out',
            field=models.PositiveIntegerField(default=0, verbose_name='left out'),
        ),
    ]
