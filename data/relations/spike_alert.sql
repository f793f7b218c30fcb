-- One row a spike, with the alert that was opened first about it; null where nobody recorded one.
-- An alert is about a spike of its model if it is about one of its days or the day before or after.
-- An alert that names no known model may be about any spike of these days.
select
    cost_spike.model,
    cost_spike.currency,
    cost_spike.first_day,
    cost_spike.last_day,
    cost_spike.excess_cost,
    alert.alert,
    alert.opened_at,
    alert.automatic,
    alert.routed_to,
    alert.to_owner,
    list_sort(
        list_distinct(
            list_filter(list_append(cost_spike.sources, alert.source), lambda s: s is not null)
        )
    ) as sources,
    least(cost_spike.tier, alert.tier) as tier,
    least(cost_spike.fetched_at, alert.fetched_at) as fetched_at
from cost_spike
left join cost_alert as alert
    on alert.model in (cost_spike.model, '(unallocated)')
    and alert.day >= cost_spike.first_day - 1
    and alert.day <= cost_spike.last_day + 1
qualify
    row_number() over (
        partition by cost_spike.model, cost_spike.currency, cost_spike.first_day
        order by alert.opened_at nulls last, alert.source, alert.alert
    ) = 1
