-- One row a declared rule to which nothing that landed belongs, or which another rule always goes
-- before.
with
told as (
    -- The same rule from two sources is one rule: the first source by name is matched.
    select
        selector.kind, selector.field, selector.value, selector.in_source, named.model,
        arg_min(selector.rule, (selector.source, selector.rule)) as rule,
        min(selector.source) as source
    from landed.selector as selector
    join named on named.text = selector.model
    group by all
),
used as (
    select distinct kind, rule, model
    from match
    where method in ('declared', 'shared')
)
select told.*
from told
left join used
    on used.kind = told.kind and used.rule = told.rule and used.model = told.model
where used.rule is null
order by told.source, told.rule, told.model
