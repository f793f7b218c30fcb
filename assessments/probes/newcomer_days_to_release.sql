-- # One row: the days from the first day of each person who first released in the last two years to
-- # that release. Who has not released yet is not counted: not everybody's work is to release.
-- title = "Days until a newcomer releases"
-- unit = "days"
-- needs = ["person", "deployment"]
-- per = "organisation"
-- kind = "sample"
-- ttl_days = 30
select
    median(days) as value,
    count(*)::int as n,
    list(days::double order by days) as samples,
    min(fetched_at) as observed_at,
    list_sort(list_distinct(flatten(list(sources)))) as sources,
    min(tier) as tier,
    string_agg(
        called || ' ' || days || case days when 1 then ' day' else ' days' end, ', '
        order by days desc, called
    ) as detail
from first_release
where released_at > $now::timestamp - interval 730 day and released_at <= $now::timestamp
having count(*) > 0
