"""All that came before the first release in one step: a new database takes it, an older one the steps themselves."""

import blog.models.blog
import blog.models.revision
import django.contrib.auth.models
import django.contrib.auth.validators
import django.db.models.deletion
import django.utils.timezone
import taggit.managers
from django.conf import settings
from django.db import migrations, models

from blog import search


def prepare(apps, schema_editor):
    search.prepare(schema_editor.connection)


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('blog', '0001_initial'),
        ('blog', '0002_lists_and_mail'),
        ('blog', '0003_passages'),
        ('blog', '0004_addenda_and_windows'),
        ('blog', '0005_sign_in_attempts'),
        ('blog', '0006_old_blogs_on_their_way_in'),
        ('blog', '0007_expiry'),
        ('blog', '0008_shelves'),
        ('blog', '0009_lists_by_range'),
        ('blog', '0010_shelves_by_size'),
        ('blog', '0011_indexes_of_words'),
        ('blog', '0012_long_texts_last'),
    ]

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('taggit', '0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx'),
    ]

    operations = [
        migrations.CreateModel(
            name='Expiry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('things', models.TextField()),
                ('machine', models.CharField(max_length=32)),
                ('transaction', models.BigIntegerField(db_index=True)),
                ('made_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Author',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('username', models.CharField(error_messages={'unique': 'A user with that username already exists.'}, help_text='Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.', max_length=150, unique=True, validators=[django.contrib.auth.validators.UnicodeUsernameValidator()], verbose_name='username')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='email address')),
                ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                ('name', models.CharField(help_text='As it stands in bylines.', max_length=120, verbose_name='name')),
                ('slug', models.SlugField(allow_unicode=True, blank=True, help_text='Empty: made from the name.', max_length=120, unique=True, verbose_name='address')),
                ('biography', models.TextField(blank=True, help_text="Plain text, for the author's page.", verbose_name='short biography')),
                ('must_change_password', models.BooleanField(default=False, verbose_name='must choose a new password')),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'verbose_name': 'author',
                'verbose_name_plural': 'authors',
            },
            managers=[
                ('objects', django.contrib.auth.models.UserManager()),
            ],
        ),
        migrations.CreateModel(
            name='Blog',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(default='A new blog', max_length=200, verbose_name='title')),
                ('tagline', models.CharField(blank=True, max_length=200, verbose_name='tagline')),
                ('about', models.TextField(blank=True, help_text='A few plain words for the sidebar.', verbose_name='about')),
                ('language', models.CharField(choices=[('en', 'English'), ('de', 'German'), ('fr', 'French'), ('es', 'Spanish'), ('ar', 'Arabic')], default='en', max_length=20, verbose_name='language')),
                ('time_zone', models.CharField(default='UTC', max_length=64, validators=[blog.models.blog.check_time_zone], verbose_name='time zone')),
                ('permalink', models.CharField(choices=[('{slug}/', '/the-title/'), ('{year}/{month}/{slug}/', '/2012/07/the-title/'), ('{year}/{month}/{day}/{slug}/', '/2012/07/05/the-title/')], default='{slug}/', max_length=60, verbose_name='addresses of entries')),
                ('copyright_line', models.CharField(default='© {years} by {author}', help_text='{years}, {author} and {blog} are filled in.', max_length=200, verbose_name='copyright line')),
                ('entries_per_page', models.PositiveSmallIntegerField(default=10, verbose_name='entries on a page')),
                ('search_comments', models.BooleanField(default=True, help_text='Readers then find what other readers said, too.', verbose_name='comments in the search')),
                ('feed_full_text', models.BooleanField(default=True, help_text='Otherwise summaries.', verbose_name='whole entries in feeds')),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='owner')),
            ],
            options={
                'verbose_name': 'blog settings',
                'verbose_name_plural': 'blog settings',
                'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='blog_is_one_row'), models.CheckConstraint(condition=models.Q(('entries_per_page__range', (1, 100))), name='blog_entries_per_page_1_to_100')],
            },
        ),
        migrations.CreateModel(
            name='Picture',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file', models.FileField(max_length=200, upload_to='pictures/', verbose_name='file')),
                ('digest', models.CharField(editable=False, max_length=64, unique=True)),
                ('width', models.PositiveIntegerField(editable=False)),
                ('height', models.PositiveIntegerField(editable=False)),
                ('title', models.CharField(blank=True, max_length=200, verbose_name='name')),
                ('alt', models.CharField(blank=True, help_text="For readers who can't see the picture.", max_length=1000, verbose_name='description')),
                ('is_decorative', models.BooleanField(default=False, verbose_name='decorative: needs no description')),
                ('caption', models.CharField(blank=True, max_length=1000, verbose_name='caption')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('renditions_due_at', models.DateTimeField(blank=True, db_index=True, editable=False, null=True)),
                ('uploaded_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'picture',
                'verbose_name_plural': 'pictures',
                'ordering': ['-created_at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('height__gt', 0), ('width__gt', 0)), name='picture_has_a_size'), models.CheckConstraint(condition=models.Q(('is_decorative', False), ('alt', ''), _connector='OR'), name='decorative_picture_has_no_alt')],
            },
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('format', models.CharField(choices=[('html', 'HTML'), ('markdown', 'Markdown')], default='html', max_length=10, verbose_name='written in')),
                ('cleaned_with', models.PositiveSmallIntegerField(default=0, editable=False)),
                ('kind', models.CharField(choices=[('post', 'post'), ('page', 'standing page')], default='post', max_length=4, verbose_name='kind')),
                ('state', models.CharField(choices=[('draft', 'draft'), ('published', 'published'), ('withdrawn', 'withdrawn'), ('trashed', 'in the trash')], default='draft', editable=False, max_length=9, verbose_name='state')),
                ('title', models.CharField(blank=True, max_length=300, verbose_name='title')),
                ('slug', models.SlugField(allow_unicode=True, blank=True, help_text='Empty: made from the title.', max_length=120, verbose_name='address')),
                ('path', models.CharField(editable=False, max_length=200, unique=True)),
                ('summary', models.TextField(blank=True, help_text='Plain text, for lists, feeds and search engines.', max_length=1000, verbose_name='summary')),
                ('lead', models.TextField(blank=True, editable=False)),
                ('word_count', models.PositiveIntegerField(default=0, editable=False)),
                ('language', models.CharField(blank=True, choices=[('en', 'English'), ('de', 'German'), ('fr', 'French'), ('es', 'Spanish'), ('ar', 'Arabic')], help_text="Empty: the blog's.", max_length=20, verbose_name='language')),
                ('copyright_line', models.CharField(blank=True, help_text="Empty: the blog's.", max_length=200, verbose_name='copyright line')),
                ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='published')),
                ('added_to_at', models.DateTimeField(editable=False, null=True)),
                ('revised_at', models.DateTimeField(editable=False, null=True)),
                ('notes_found', models.PositiveSmallIntegerField(default=0, editable=False)),
                ('withdrawn_note', models.CharField(blank=True, help_text='Shown in place of a withdrawn entry.', max_length=500, verbose_name='note to readers')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('modified_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to=settings.AUTH_USER_MODEL, verbose_name='author')),
                ('tags', taggit.managers.TaggableManager(blank=True, help_text='Words divided by commas.', through='taggit.TaggedItem', to='taggit.Tag', verbose_name='tags')),
                ('picture', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='blog.picture', verbose_name='picture')),
                ('opening_html', models.TextField(blank=True, editable=False)),
                ('body_html', models.TextField(blank=True, editable=False)),
                ('source', models.TextField(blank=True, verbose_name='text')),
            ],
            options={
                'verbose_name': 'entry',
                'verbose_name_plural': 'entries',
                'ordering': ['-published_at', '-pk'],
                'indexes': [models.Index(fields=['kind', 'state', '-published_at', '-id'], name='entry_in_time'), models.Index(fields=['author', 'state', '-published_at', '-id'], name='entry_by_author'), models.Index(condition=models.Q(('added_to_at__isnull', False)), fields=['added_to_at'], name='entry_added_to'), models.Index(condition=models.Q(('revised_at__isnull', False)), fields=['revised_at'], name='entry_revised')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'published'), _negated=True), ('published_at__isnull', False), _connector='OR'), name='published_entry_has_a_moment'), models.CheckConstraint(condition=models.Q(('kind__in', ['post', 'page'])), name='entry_kind_is_known'), models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'published', 'withdrawn', 'trashed'])), name='entry_state_is_known'), models.CheckConstraint(condition=models.Q(('path', ''), _negated=True), name='entry_has_a_path')],
            },
        ),
        migrations.CreateModel(
            name='Addendum',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.TextField(blank=True, verbose_name='text')),
                ('format', models.CharField(choices=[('html', 'HTML'), ('markdown', 'Markdown')], default='html', max_length=10, verbose_name='written in')),
                ('body_html', models.TextField(blank=True, editable=False)),
                ('cleaned_with', models.PositiveSmallIntegerField(default=0, editable=False)),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='order')),
                ('noted_on', models.DateField(blank=True, null=True, verbose_name='date')),
                ('precision', models.CharField(choices=[('day', 'to the day'), ('month', 'to the month'), ('year', 'to the year')], default='day', max_length=5, verbose_name='known')),
                ('sources', models.TextField(blank=True, help_text='One a line: the address, then its title.', verbose_name='sources')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('news_due_at', models.DateTimeField(editable=False, null=True)),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='addenda', to='blog.entry')),
            ],
            options={
                'verbose_name': 'addendum',
                'verbose_name_plural': 'addenda',
                'ordering': ['entry', 'position', 'pk'],
                'indexes': [models.Index(fields=['-created_at', '-id'], name='addenda_in_time'), models.Index(condition=models.Q(('news_due_at__isnull', False)), fields=['news_due_at'], name='addendum_news'), models.Index(fields=['-created_at'], name='addendum_newest')],
                'constraints': [models.CheckConstraint(condition=models.Q(('precision__in', ['day', 'month', 'year'])), name='addendum_precision_is_known')],
            },
        ),
        migrations.CreateModel(
            name='ImportedRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(max_length=200)),
                ('kind', models.CharField(max_length=20)),
                ('source_id', models.CharField(max_length=200)),
                ('target_pk', models.BigIntegerField(null=True)),
                ('imported_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('source', 'kind', 'source_id'), name='imported_once')],
            },
        ),
        migrations.CreateModel(
            name='Move',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stage', models.CharField(choices=[('new', 'is being looked at'), ('found', 'was looked at'), ('wanted', 'is being brought in'), ('done', 'is in'), ('failed', 'could not be brought in')], default='new', max_length=6)),
                ('called', models.CharField(max_length=200)),
                ('file', models.CharField(max_length=60, unique=True)),
                ('usernames', models.JSONField(default=dict)),
                ('done', models.PositiveIntegerField(default=0)),
                ('items', models.PositiveIntegerField(default=0)),
                ('report', models.JSONField(default=dict)),
                ('trouble', models.TextField(blank=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('begun_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('leased_until', models.DateTimeField(null=True)),
                ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'old blog',
                'verbose_name_plural': 'bring in an old blog',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='OldAddress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('path', models.CharField(help_text='Without the slash in front.', max_length=300, unique=True, verbose_name='old address')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('entry', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='old_addresses', to='blog.entry', verbose_name='entry')),
                ('tag', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='taggit.tag', verbose_name='tag')),
            ],
            options={
                'verbose_name': 'old address',
                'verbose_name_plural': 'old addresses',
                'ordering': ['path'],
                'constraints': [models.CheckConstraint(condition=models.Q(('entry__isnull', True), ('tag__isnull', True), _connector='OR'), name='old_address_leads_to_one_place')],
            },
        ),
        migrations.CreateModel(
            name='Passage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('entry', 'entry'), ('addendum', 'note'), ('comment', 'comment')], max_length=8)),
                ('source_pk', models.BigIntegerField()),
                ('name', models.CharField(blank=True, max_length=245)),
                ('said_at', models.DateTimeField(null=True)),
                ('place', models.CharField(blank=True, max_length=200)),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='passages', to='blog.entry')),
                ('heading_words', models.TextField(blank=True)),
                ('body_words', models.TextField(blank=True)),
                ('text', models.TextField(blank=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('kind', 'source_pk'), name='passage_once_a_source'), models.CheckConstraint(condition=models.Q(('kind__in', ['entry', 'addendum', 'comment'])), name='passage_kind')],
            },
        ),
        migrations.CreateModel(
            name='PreviewLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(default=blog.models.revision.new_token, editable=False, max_length=40, unique=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('ends_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='preview_links', to='blog.entry')),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'preview link',
                'verbose_name_plural': 'preview links',
                'ordering': ['-created_at'],
            },
        ),
        migrations.CreateModel(
            name='Rendition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('width', models.PositiveIntegerField()),
                ('height', models.PositiveIntegerField()),
                ('file', models.FileField(max_length=200, upload_to='pictures/')),
                ('picture', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='renditions', to='blog.picture')),
            ],
            options={
                'ordering': ['picture', 'width'],
                'constraints': [models.UniqueConstraint(fields=('picture', 'width'), name='one_rendition_a_width')],
            },
        ),
        migrations.CreateModel(
            name='Revision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_autosave', models.BooleanField(default=False)),
                ('window', models.CharField(blank=True, max_length=40)),
                ('typed', models.JSONField(blank=True, null=True)),
                ('title', models.CharField(blank=True, max_length=300)),
                ('summary', models.TextField(blank=True)),
                ('source', models.TextField(blank=True)),
                ('format', models.CharField(choices=[('html', 'HTML'), ('markdown', 'Markdown')], default='html', max_length=10)),
                ('addenda', models.JSONField(blank=True, null=True)),
                ('saved_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='revisions', to='blog.entry')),
            ],
            options={
                'verbose_name': 'revision',
                'verbose_name_plural': 'revisions',
                'ordering': ['-saved_at', '-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('is_autosave', True)), fields=('entry', 'author', 'window'), name='one_autosave_a_window')],
            },
        ),
        migrations.CreateModel(
            name='Shelf',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('all', 'All'), ('month', 'Month'), ('author', 'Author'), ('tag', 'Tag')], max_length=6)),
                ('key', models.BigIntegerField(default=0)),
                ('entries', models.PositiveIntegerField(default=0)),
            ],
            options={
                'indexes': [models.Index(fields=['kind', '-entries', 'key'], name='shelves_by_size')],
                'constraints': [models.UniqueConstraint(fields=('kind', 'key'), name='shelf_once'), models.CheckConstraint(condition=models.Q(('kind__in', ['all', 'month', 'author', 'tag'])), name='shelf_kind')],
            },
        ),
        migrations.CreateModel(
            name='Place',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('published_at', models.DateTimeField()),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='places', to='blog.entry')),
                ('shelf', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='places', to='blog.shelf')),
            ],
            options={
                'indexes': [models.Index(fields=['shelf', '-published_at', '-entry'], name='places_in_time')],
                'constraints': [models.UniqueConstraint(fields=('entry', 'shelf'), name='place_once_a_shelf')],
            },
        ),
        migrations.CreateModel(
            name='SignInAttempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=64)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'indexes': [models.Index(fields=['key', 'made_at'], name='sign_in_attempt_key')],
            },
        ),
        migrations.CreateModel(
            name='SiteLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.CharField(choices=[('navigation', 'navigation'), ('social', 'find the author')], max_length=12, verbose_name='place')),
                ('label', models.CharField(max_length=60, verbose_name='text')),
                ('address', models.CharField(max_length=500, verbose_name='address')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='order')),
                ('blog', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links', to='blog.blog')),
            ],
            options={
                'verbose_name': 'link',
                'verbose_name_plural': 'links',
                'ordering': ['place', 'position', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('address__startswith', 'https://'), ('address__startswith', 'http://'), ('address__startswith', 'mailto:'), models.Q(('address__startswith', '/'), models.Q(('address__startswith', '//'), _negated=True)), _connector='OR'), name='site_link_address_is_safe', violation_error_message='Begin the address with https://, http://, mailto: or a single slash.')],
            },
        ),
        migrations.RunPython(prepare, migrations.RunPython.noop),
    ]
