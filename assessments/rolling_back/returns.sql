-- One row a time that going back was tried on a production model, in a drill or for real, newest
-- first. A pointer that is only polled moved at some time between two readings.
with
practised as (
    select
        model,
        'drill' as kind,
        null::varchar as version,
        drilled_at as at_earliest,
        drilled_at as at_latest,
        succeeded,
        hours::double as hours,
        automatic,
        url,
        source,
        'a drill' as what
    from drill
    where kind = 'rollback'
    union all
    select
        model, 'return', version, at_earliest, at_latest, true, hours::double, automatic,
        null, source, 'the return' || coalesce(' to version ' || version, '') || ' (' || what || ')'
    from real_return
)
select
    p.model,
    p.kind,
    p.version,
    p.at_latest,
    date_diff('day', p.at_latest, $now::timestamp)::int as days,
    date_diff('day', p.at_earliest, $now::timestamp)::int as most_days,
    p.succeeded,
    p.hours,
    p.automatic,
    p.url,
    p.source
from practised p
join model m on m.model = p.model and m.production
where p.at_latest <= $now::timestamp
    and ($models::varchar[] is null or p.model in (select unnest($models::varchar[])))
order by p.at_latest desc, p.what, p.source, p.model
