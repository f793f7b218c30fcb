-- # One row a production model whose last challenge with findings on record tells how many of them
-- # are closed; none found is none open.
-- title = "Findings of the last challenge that are closed"
-- unit = "share"
-- needs = ["review:validation"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 30
select
    model,
    case
        when findings = 0 then 1
        when findings_closed is not null then least(1, findings_closed / findings)
    end::double as value,
    fetched_at as observed_at,
    [source] as sources,
    tier,
    case
        when findings = 0 then 'nothing was found on ' || strftime(reviewed_at, '%Y-%m-%d')
        when findings_closed is null
            then 'it is not known how many of ' || findings || ' findings of '
                || strftime(reviewed_at, '%Y-%m-%d') || ' are closed'
        else findings_closed || ' of ' || findings || ' findings of '
            || strftime(reviewed_at, '%Y-%m-%d') || ' are closed'
    end as detail
from validation
where findings is not null and reviewed_at <= $now::timestamp
qualify row_number() over (partition by model order by reviewed_at desc, source) = 1
