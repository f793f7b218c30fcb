-- One row a part of a subject: the model that it belongs to, the rule that said so, and its share.
-- Six rules are tried, the first hit wins: 1 declared, 2 link, 3 tag, 4 exact_name, 5 shared,
-- 6 (unallocated). Within a rule the more specific field goes first; a field that hits two models
-- is no hit. Texts are compared whole, never in part. The part with remainder takes what is left.
with
field(field, place, identity_kinds) as (
    values
        ('model', 0, []::varchar[]),
        ('resource', 1, ['resource', 'endpoint']),
        ('target', 2, ['endpoint', 'service', 'resource', 'project', 'repository']),
        ('external_id', 3, ['endpoint', 'service', 'resource']),
        ('sku', 5, []),
        ('service', 6, ['service']),
        ('account', 7, ['account', 'project'])
),
carried as (
    select subject, kind, source, 'resource' as field, resource as value from subject
    union all select subject, kind, source, 'target', target from subject
    union all select subject, kind, source, 'sku', sku from subject
    union all select subject, kind, source, 'service', service from subject
    union all select subject, kind, source, 'account', account from subject
    union all
    select
        subject, kind, source, 'external_id',
        case kind
            when 'cost' then resource
            when 'incident' then service
            when 'deployment' then target
            else id
        end
    from subject
),
word as (
    select carried.*, field.place, field.identity_kinds
    from carried
    join field using (field)
    where carried.value is not null
),
known as (
    -- What the identities that carry a subject's exact id say of it; its own source goes first.
    select
        word.subject, word.kind, word.source, word.field,
        word.place + if(identity.source = word.source, 0, 0.5) as place,
        identity.name, identity.model, identity.tags
    from word
    join landed.identity as identity
        on identity.external_id = word.value
        and list_contains(word.identity_kinds, identity.kind)
    where word.field <> 'external_id' or word.kind = 'endpoint'
),
tag_entry as (
    select subject, kind, source, 0 as place, unnest(map_entries(tags)) as entry from subject
    union all
    select subject, kind, source, 10 + place, unnest(map_entries(tags)) from known
),
tag as (
    select
        tag_entry.subject, tag_entry.kind, tag_entry.source, tag_entry.place,
        tag_entry.entry.key as written, tag_entry.entry.value as value, spelling.name_key as tag_key
    from tag_entry
    join spelling on spelling.text = tag_entry.entry.key
),
selectable as (
    select subject, kind, source, field, place, value from word
    union all
    select subject, kind, source, 'service', 6, name from known where field = 'service'
    union all
    select subject, kind, source, 'tag:' || tag_key, 4, value from tag
),
rule as (
    -- The same rule from two sources is one rule: the first source by name has it.
    select
        selector.kind,
        coalesce('tag:' || tag_name.name_key, selector.field) as field,
        selector.value, selector.in_source, named.model,
        arg_min(selector.share, (selector.source, selector.rule)) as share,
        arg_min(selector.rule, (selector.source, selector.rule)) as rule
    from landed.selector as selector
    join named on named.text = selector.model
    left join spelling as tag_name
        on starts_with(selector.field, 'tag:') and tag_name.text = substr(selector.field, 5)
    group by all
),
pool as (
    -- Declared shares of one shared thing. Shares above 1 in total cannot be right: no hit.
    select
        kind, field, value, in_source,
        list({'model': model, 'share': share, 'rule': rule} order by model) as parts,
        sum(share) as total,
        row_number() over (order by field, value, in_source) as pool
    from rule
    where kind = 'cost' and share < 1
    group by kind, field, value, in_source
    having sum(share) <= 1
),
declared_hit as (
    select
        selectable.subject, if(rule.share = 1, 1, 5) as step,
        selectable.place * 2 + if(rule.in_source is null, 1, 0) as place,
        rule.model, rule.rule, pool.pool
    from selectable
    join rule
        on rule.kind = selectable.kind
        and rule.field = selectable.field
        and rule.value = selectable.value
    left join pool
        on rule.share < 1
        and pool.kind = rule.kind
        and pool.field = rule.field
        and pool.value = rule.value
        and pool.in_source is not distinct from rule.in_source
    where rule.in_source is null or rule.in_source = selectable.source
),
hit as (
    select subject, step, place, model as outcome, rule, null as pool
    from declared_hit
    where step = 1
    union all
    select subject.subject, 2, 0, named.model, 'model', null
    from subject
    join named on named.text = subject.model
    union all
    select known.subject, 2, known.place, named.model, known.field, null
    from known
    join named on named.text = known.model
    union all
    select tag.subject, 3, tag.place * 10 + tag_key.place, named.keyed_model, tag.written, null
    from tag
    join tag_key on tag_key.name_key = tag.tag_key
    join named on named.text = tag.value and named.keyed_model is not null
    union all
    select word.subject, 4, 0, named.keyed_model, word.field, null
    from word
    join named on named.text = word.value and named.keyed_model is not null
    where
        word.field in ('resource', 'service', 'target')
        or (word.field = 'external_id' and word.kind = 'endpoint')
    union all
    select known.subject, 4, 0, named.keyed_model, known.field, null
    from known
    join named on named.text = known.name and named.keyed_model is not null
    where known.field <> 'account'
    union all
    select subject, 5, place, pool::varchar, null, pool
    from declared_hit
    where pool is not null
),
sole as (
    select
        subject, step, place, min(outcome) as model, min(rule) as rule, min(pool) as pool
    from hit
    group by subject, step, place
    having count(distinct outcome) = 1
),
first_hit as (
    select
        subject,
        arg_min(
            {'step': step, 'model': model, 'rule': rule, 'pool': pool}, (step, place)
        ) as won
    from sole
    group by subject
),
selected as (
    select distinct subject from declared_hit
),
shared_part as (
    select
        first_hit.subject, unnest(pool.parts) as part, pool.total,
        generate_subscripts(pool.parts, 1) as number, len(pool.parts) as parts
    from first_hit
    join pool on pool.pool = first_hit.won.pool
    where first_hit.won.step = 5
),
part as (
    select
        subject, won.model as model, ['declared', 'link', 'tag', 'exact_name'][won.step] as method,
        won.rule as rule, 1::decimal(20, 18) as share, 1 as part, true as remainder
    from first_hit
    where won.step < 5
    union all
    select
        subject, part.model, 'shared', part.rule, part.share, number, total = 1 and number = parts
    from shared_part
    union all
    select
        subject, '(unallocated)', 'shared', min(part.rule), (1 - min(total))::decimal(20, 18),
        max(parts) + 1, true
    from shared_part
    where total < 1
    group by subject
)
select
    subject.subject, subject.entity, subject.kind, subject.source, subject.id, subject.target,
    coalesce(part.model, '(unallocated)') as model,
    coalesce(part.method, '(unallocated)') as method,
    part.rule,
    coalesce(part.share, 1)::decimal(20, 18) as share,
    coalesce(part.part, 1) as part,
    coalesce(part.remainder, true) as remainder,
    selected.subject is not null as selected
from subject
left join part using (subject)
left join selected using (subject)
