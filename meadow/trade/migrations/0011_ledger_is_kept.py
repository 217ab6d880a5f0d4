from django.db import migrations

KEPT = ("trade_account", "trade_entry", "trade_posting", "trade_shareback")

SQL = """
CREATE FUNCTION trade_ledger_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is only ever added to', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION trade_share_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF to_jsonb(NEW) - 'settled_at' IS DISTINCT FROM to_jsonb(OLD) - 'settled_at'
        OR OLD.settled_at IS NOT NULL AND NEW.settled_at IS DISTINCT FROM OLD.settled_at
    THEN
        RAISE EXCEPTION 'share % is frozen', OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER share_is_frozen BEFORE UPDATE ON trade_lineshare
    FOR EACH ROW EXECUTE FUNCTION trade_share_is_frozen();
CREATE TRIGGER ledger_is_kept BEFORE DELETE ON trade_lineshare
    FOR EACH STATEMENT EXECUTE FUNCTION trade_ledger_is_kept();
CREATE TRIGGER ledger_is_never_emptied BEFORE TRUNCATE ON trade_lineshare
    FOR EACH STATEMENT EXECUTE FUNCTION trade_ledger_is_kept();

CREATE FUNCTION trade_postings_balance() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wrong text;
BEGIN
    -- All postings of an entry are written by one statement, which is refused unless they sum to zero: so whatever is
    -- there sums to zero at every moment, not only at commit, and is looked at once and not once for each row.
    SELECT format('entry %s does not balance: %s %s', entry_id, sum(amount), currency) INTO wrong
        FROM written GROUP BY entry_id, currency HAVING sum(amount) <> 0 LIMIT 1;
    IF wrong IS NULL THEN
        SELECT format('posting %s is not in the currency of account %s, or at the time of its entry', w.id, w.account_id)
            INTO wrong
            FROM written w
                LEFT JOIN trade_account a ON a.id = w.account_id
                LEFT JOIN trade_entry e ON e.id = w.entry_id
            WHERE a.currency IS DISTINCT FROM w.currency OR e.at IS DISTINCT FROM w.at LIMIT 1;
    END IF;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION '%', wrong USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER postings_balance AFTER INSERT ON trade_posting REFERENCING NEW TABLE AS written
    FOR EACH STATEMENT EXECUTE FUNCTION trade_postings_balance();
""" + "".join(
    f"""
CREATE TRIGGER ledger_is_kept BEFORE UPDATE OR DELETE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION trade_ledger_is_kept();
CREATE TRIGGER ledger_is_never_emptied BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION trade_ledger_is_kept();
"""
    for table in KEPT
)

UNDO = (
    """
DROP TRIGGER share_is_frozen ON trade_lineshare;
DROP TRIGGER postings_balance ON trade_posting;
"""
    + "".join(
        f"DROP TRIGGER ledger_is_kept ON {table}; DROP TRIGGER ledger_is_never_emptied ON {table};\n"
        for table in (*KEPT, "trade_lineshare")
    )
    + """
DROP FUNCTION trade_share_is_frozen(); DROP FUNCTION trade_postings_balance(); DROP FUNCTION trade_ledger_is_kept();
"""
)


class Migration(migrations.Migration):
    """What the ledger promises is held by the database: it balances, and it is only ever added to."""

    dependencies = [("trade", "0010_ledger_and_payouts")]
    operations = [migrations.RunSQL(SQL, UNDO)]
