-- One row a surprise in the bill that somebody or something recorded: the model that it is about,
-- (unallocated) where it names none that is known, and whether it reached one who answers for that
-- model: to_owner is true for its owner or deputy at the time or their team, false for anybody else
-- of the directory, null where it cannot be told (a channel, or nobody recorded who was told).
with
alert as (
    select
        coalesce(named.model, '(unallocated)') as model, alert.* exclude (model),
        person_login.person, trust.tier
    from landed.cost_alert as alert
    left join named on named.text = alert.model
    left join person_login on person_login.login = lower(trim(alert.routed_to))
    join source_trust as trust on trust.source = alert.source
),
answering as (
    select
        alert.source, alert.alert,
        bool_or(
            spell.person = alert.person
            or lower(trim(spell.person_text)) = lower(trim(alert.routed_to))
            or lower(trim(spell.team)) = lower(trim(alert.routed_to))
        ) as reached,
        bool_and(spell.person is not null) as all_known
    from alert
    join owner_spell as spell
        on spell.model = alert.model
        and coalesce(spell.from_earliest <= alert.opened_at, true)
        and coalesce(spell.until_latest > alert.opened_at, true)
    group by alert.source, alert.alert
)
select
    alert.model,
    alert.alert,
    alert.day,
    alert.opened_at,
    alert.automatic,
    alert.routed_to,
    case
        when coalesce(answering.reached, false)
            or lower(trim(alert.routed_to)) = lower(trim(model.team)) then true
        when alert.person is not null and answering.all_known then false
    end as to_owner,
    alert.acknowledged_at,
    alert.closed_at,
    alert.cause,
    alert.url,
    alert.source,
    alert.tier,
    alert.fetched_at
from alert
left join answering using (source, alert)
left join model on model.model = alert.model
