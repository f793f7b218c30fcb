-- One row a spike of the last 365 days, newest first, with the alert that recorded it and what
-- stood beside it.
with
beside as (
    select
        model, currency, first_day,
        list(
            {
                'kind': kind, 'event': event, 'title': title, 'happened_at': happened_at,
                'url': url
            }
            order by happened_at desc, kind, event
        ) as events
    from spike_event
    group by model, currency, first_day
)
select
    s.model,
    s.currency,
    s.first_day,
    s.last_day,
    s.days,
    s.effective_cost,
    s.usual_cost,
    s.excess_cost,
    a.alert,
    a.opened_at as alerted_at,
    coalesce(b.events, []) as events
from cost_spike s
join spike_alert a using (model, currency, first_day)
left join beside b using (model, currency, first_day)
where s.first_day > $now::date - 365 and s.first_day <= $now::date
    and ($models::varchar[] is null or s.model in (select unnest($models::varchar[])))
order by s.first_day desc, s.excess_cost desc, s.model, s.currency
