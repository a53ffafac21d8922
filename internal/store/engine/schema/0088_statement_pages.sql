-- What a statement says, to be read on a page: sealed as its file is. Statements that are older have none.
alter table statements add column page BYTES;
