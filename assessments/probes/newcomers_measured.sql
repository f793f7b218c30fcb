-- # One row: whether it is on record, for three people or more who first released in the last two
-- # years, how long that was after their first day.
-- title = "The time until a newcomer releases is measured"
-- unit = "yes or no"
-- needs = ["person", "deployment"]
-- per = "organisation"
-- kind = "fact"
-- ttl_days = 30
-- attestable = true
select
    case when count(*) >= 3 then 1 end::double as value,
    min(fetched_at) as observed_at,
    list_sort(list_distinct(flatten(list(sources)))) as sources,
    min(tier) as tier,
    case when count(*) < 3 then 'only ' else '' end || count(*)
    || case count(*) when 1 then ' newcomer' else ' newcomers' end
    || ' with a first day and a first release in two years, the last '
    || arg_max(called, released_at) as detail
from first_release
where released_at > $now::timestamp - interval 730 day and released_at <= $now::timestamp
having count(*) > 0
