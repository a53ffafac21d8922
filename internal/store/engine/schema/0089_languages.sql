-- The language that a person has chosen, as a BCP 47 tag. It stands beside what the lender's system says, which a message may repeat.
alter table parties add column chosen_locale TEXT not null default '';
