-- One row a release of a production model, with the person of the directory behind its actor.
-- releaser tells people apart: the person, or the actor's own text where it names nobody known.
-- Without a directory there is none; nor is a release that is known from a moved pointer alone,
-- which tells neither who moved it nor what was released before it was watched.
select
    release.model,
    release.release,
    release.version,
    release.kind,
    release.released_at,
    coalesce(person.person, lower(trim(release.actor))) as releaser,
    coalesce(person.name, person.person, release.actor) as called,
    person.active,
    person.left_on,
    list_filter([release.source, person.source], lambda s: s is not null) as sources,
    least(release.tier, person.tier) as tier,
    least(release.fetched_at, person.fetched_at) as fetched_at
from release
join model on model.model = release.model and model.production
left join person_login on person_login.login = lower(trim(release.actor))
left join person on person.person = person_login.person
where release.seen = 'deployment' and exists (select 1 from person)
