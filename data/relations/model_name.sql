-- One row a spelling by which some source names a model, and the model that it means.
-- Spellings with one normalised name are one model, unless one source registers (or declares) two
-- of that name: then each exact spelling is a model of its own and unique_key is false.
with
given_elsewhere as (
    -- A slot or a name that a declared rule gives to a model is no model's name itself.
    select distinct value
    from landed.selector
    where kind = 'endpoint' and share = 1 and field in ('external_id', 'target')
),
said as (
    select model as name, source, if(declared, 1, 2) as place, true as held, fetched_at
    from landed.model
    union select model, source, 2, true, fetched_at from landed.model_version
    union select model, source, 3, false, fetched_at from landed.ownership
    union select model, source, 3, false, fetched_at from landed.budget
    union select model, source, 3, false, fetched_at from landed.drill
    union select model, source, 3, false, fetched_at from landed.document
    union select model, source, 3, false, fetched_at from landed.selector
    union select model, source, 3, false, fetched_at from landed.evaluation
    union select model, source, 3, false, fetched_at from landed.review
    union
    select model, source, 3, false, fetched_at
    from landed.assignment
    where
        model not in (select value from given_elsewhere)
        and slot not in (select value from given_elsewhere)
),
keyed as (
    select said.*, spelling.name_key
    from said
    join spelling on spelling.text = said.name
),
divided as (
    select distinct name_key
    from keyed
    where held and name_key is not null
    group by source, place, name_key
    having count(distinct name) > 1
),
grouped as (
    select
        keyed.*,
        keyed.name_key is not null and divided.name_key is null as unique_key,
        if(unique_key, null, keyed.name) as lone_name
    from keyed
    left join divided using (name_key)
),
shown as (
    select
        *,
        first_value(name) over (
            partition by name_key, lone_name order by place, source, name
        ) as model
    from grouped
)
select
    name,
    name_key,
    unique_key,
    model,
    list_sort(list(distinct source)) as sources,
    max(fetched_at) as fetched_at
from shown
group by name, name_key, unique_key, model
