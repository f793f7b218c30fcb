-- # One row a production model whose card names its author and who approved it: whether they are
-- # two people. Two names that are in no directory may be one person: that leaves it open.
-- title = "The card was approved by someone else than its author"
-- unit = "yes or no"
-- needs = ["document:model_card", "person"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 30
select
    c.model,
    case
        when lower(c.author) = lower(c.approved_by) or a.person = b.person then 0
        when a.person <> b.person then 1
    end::double as value,
    c.fetched_at as observed_at,
    [c.source] as sources,
    c.tier,
    case
        when lower(c.author) = lower(c.approved_by) or a.person = b.person
            then c.approved_by || ' wrote the card and approved it'
        when a.person <> b.person
            then 'written by ' || c.author || ', approved by ' || c.approved_by
        when a.person is null
            then 'the author ' || c.author || ' matches no single person in the directory'
        else 'the approver ' || c.approved_by
            || ' matches no single person in the directory'
    end as detail
from model_card c
left join person_login a on a.login = lower(c.author)
left join person_login b on b.login = lower(c.approved_by)
where c.author is not null and c.approved_by is not null
