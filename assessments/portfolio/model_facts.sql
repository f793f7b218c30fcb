-- One row a production model: what stands beside its levels.
with
owners as (
    select
        model,
        coalesce(name, person_text) as owner,
        active and coalesce(left_on > $now::date, true) as owner_active
    from owner
    where role = 'owner'
),
slots as (
    select model, version, max(share) as share, max(number) as number
    from serving
    where production and until_latest is null
    group by model, version
),
serving_versions as (
    select model, string_agg(version, ', ' order by share desc, number desc, version) as versions
    from slots
    group by model
),
-- A model without an incident may lack incidents, or lack a service that is tied to it.
watched as (
    select n.model
    from (
        select unnest([model, name, external_id]) as text
        from landed.identity
        where kind = 'service'
    ) i
    join named n on n.text = i.text
    union
    select n.model
    from landed.selector s
    join named n on n.text = s.model
    where s.kind = 'incident'
    union
    select model from incident
),
hours as (
    select
        model,
        count(*) as incidents,
        sum(epoch(coalesce(resolved_at, $now::timestamp) - opened_at)) / 3600 as incident_hours
    from incident
    where opened_at > $now::timestamp - interval 365 day and opened_at <= $now::timestamp
    group by model
),
incident_source as (
    select count(*) > 0 as there from landed.manifest where entity = 'incident'
)
select
    m.model,
    m.team,
    m.tier,
    o.owner,
    o.owner_active,
    m.purpose,
    v.versions as serving_version,
    case when w.model is not null and s.there then coalesce(h.incident_hours, 0) end
        as incident_hours,
    case when w.model is not null and s.there then coalesce(h.incidents, 0) end as incidents
from model m
cross join incident_source s
left join owners o using (model)
left join serving_versions v using (model)
left join watched w using (model)
left join hours h using (model)
where m.production
order by m.model
