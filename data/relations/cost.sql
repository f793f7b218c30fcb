-- One row a part of a charge row: the model that it is allocated to, and that part's cost, exact.
-- The parts of one charge row add up to it to the last decimal: each declared share is cut off
-- after 12 decimals, and the last part, or (unallocated) where shares stay below 1, takes the rest.
with
matched as (
    select
        charge.*,
        subject.subject,
        trust.tier
    from landed.cost_daily as charge
    join subject
        on subject.entity = 'cost_daily'
        and subject.source = charge.source
        and subject.resource is not distinct from charge.resource
        and subject.service is not distinct from charge.service
        and subject.account is not distinct from charge.account
        and subject.sku is not distinct from charge.sku
        and subject.tags is not distinct from charge.tags
    join source_trust as trust on trust.source = charge.source
),
whole as (
    select
        matched.*, match.model, match.method, match.rule, match.share, match.selected,
        matched.billed_cost as billed_part, matched.effective_cost as effective_part
    from matched
    join match using (subject)
    where match.method <> 'shared'
),
numbered as (
    select matched.*, row_number() over () as number
    from matched
    where matched.subject in (select subject from match where method = 'shared')
),
cut as (
    select
        numbered.*, match.model, match.method, match.rule, match.share, match.selected,
        match.remainder,
        if(match.remainder, 0, trunc(match.share, 12))::decimal(12, 12) as cut_share,
        (
            trunc(numbered.billed_cost)::decimal(26, 0) * cut_share
            + trunc(
                (numbered.billed_cost - trunc(numbered.billed_cost))::decimal(12, 12)
                * cut_share,
                12
            )
        )::decimal(38, 12) as billed_cut,
        (
            trunc(numbered.effective_cost)::decimal(26, 0) * cut_share
            + trunc(
                (numbered.effective_cost - trunc(numbered.effective_cost))::decimal(12, 12)
                * cut_share,
                12
            )
        )::decimal(38, 12) as effective_cut
    from numbered
    join match using (subject)
),
shared as (
    select
        * exclude (number, remainder, cut_share, billed_cut, effective_cut),
        if(
            remainder, billed_cost - sum(billed_cut) over (partition by number), billed_cut
        ) as billed_part,
        if(
            remainder, effective_cost - sum(effective_cut) over (partition by number), effective_cut
        ) as effective_part
    from cut
),
allocated as (
    select * from whole
    union all by name
    select * from shared
)
select
    model, method, rule, share, day, billing_month, provider, service_category, service, account,
    resource, sku, charge_category, correction, currency,
    billed_part::decimal(38, 12) as billed_cost,
    effective_part::decimal(38, 12) as effective_cost,
    estimated, tags, unit, file, charges, source,
    coalesce(service_category = 'AI and Machine Learning', false)
    or model <> '(unallocated)'
    or selected as ai_scope,
    tier, fetched_at
from allocated
