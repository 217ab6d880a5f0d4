"""The sentences a shop's manager reads when a catalogue file, or a row of it, cannot be taken.

Each sentence has a stable code, so that the pages may show it in another language: translate the sentence first, then
fill in the named parameters (`translated % problem.params`).
"""

from meadow.plumbing.bad_input import gettext_noop

MESSAGES: dict[str, str] = {
    # The file
    "not_csv": gettext_noop(
        "%(name)s is not a CSV file (it looks like %(what)s). Save it as CSV (commas, UTF-8) and import it again."
    ),
    "empty_file": gettext_noop("%(name)s is empty."),
    "unknown_columns": gettext_noop(
        "%(name)s is in none of the known catalogue formats. Columns found: %(columns)s. Known formats: %(known)s."
    ),
    "duplicate_column": gettext_noop(
        "This column is there twice (as columns number %(first)s and %(second)s), so nobody can know which one counts. "
        "Nothing was read; remove one of them."
    ),
    "duplicate_unused_column": gettext_noop(
        "This column is there twice (as columns number %(first)s and %(second)s); neither is imported."
    ),
    "no_final_newline": gettext_noop(
        "The file ends without a line break. If it was cut short, this last row may be incomplete."
    ),
    "sheet_damaged": gettext_noop("The workbook is damaged here; what follows could not be read."),
    # The row
    "undecodable": gettext_noop(
        "This cell holds bytes that are not %(encoding)s text. Save the file as UTF-8 and import it again."
    ),
    "nul_byte": gettext_noop("This cell holds a NUL character, which no text has. The file is damaged here."),
    "cell_too_long": gettext_noop("This cell holds more than %(limit)s characters."),
    "row_too_long": gettext_noop("This row holds more than %(limit)s characters; it passes that in this cell."),
    "unclosed_quote": gettext_noop(
        "A quotation mark is opened in this cell and never closed: the file is cut off or damaged here."
    ),
    "stray_quote": gettext_noop(
        "There is text after the closing quotation mark of this cell. A quotation mark inside a text is written twice."
    ),
    "too_few_cells": gettext_noop(
        "This row has %(found)s cells, the first row names %(expected)s columns: the file is cut off or damaged here."
    ),
    "too_many_cells": gettext_noop(
        "This row has %(found)s cells, the first row names %(expected)s columns. Is a text with commas not in quotes?"
    ),
    "duplicate_sku": gettext_noop("The SKU “%(sku)s” is already used in row %(first)s."),
    "duplicate_product": gettext_noop("The product “%(key)s” is already described in row %(first)s."),
    "maybe_incomplete": gettext_noop(
        "This product was left out: row %(damaged)s is damaged, and one of its variants may stand there or below it."
    ),
    "may_be_swallowed": gettext_noop(
        "This product was left out: a quotation mark is missing in row %(damaged)s, and rows of this product may have "
        "been taken for text there."
    ),
    "belongs_to_nothing": gettext_noop("This row names no product, and no product stands above it."),
    # The product
    "no_title": gettext_noop("This product has no title."),
    "no_id": gettext_noop("This has no id."),
    "no_sku": gettext_noop("This row has no SKU."),
    "no_variants": gettext_noop("This product lists no variants."),
    "text_too_long": gettext_noop("This text is longer than %(limit)s characters."),
    "too_many_options": gettext_noop("This product has %(found)s options; at most %(limit)s are possible."),
    "too_many_categories": gettext_noop(
        "A product stands in at most %(limit)s categories, each at most %(levels)s levels deep; here are more."
    ),
    "too_many_variants": gettext_noop("This product has %(found)s variants; at most %(limit)s are possible."),
    "too_many_rows": gettext_noop("%(found)s rows belong to this product; at most %(limit)s are possible."),
    "option_without_name": gettext_noop("There is an option value here, and the product has no name for this option."),
    "no_option_value": gettext_noop("This variant has no value for the option “%(option)s”."),
    "same_options": gettext_noop("This variant has the same options as the one in row %(first)s: %(options)s."),
    "different_title": gettext_noop("Row %(first)s calls this same product “%(title)s”."),
    "unknown_word": gettext_noop("“%(value)s” is not known here. Possible: %(known)s."),
    "missing_variant": gettext_noop("The variant with the SKU “%(sku)s” is not in the file."),
    "damaged_variant": gettext_noop("The variant with the SKU “%(sku)s” has an error in row %(damaged)s."),
    "not_a_simple_variant": gettext_noop("“%(sku)s” in row %(other)s is not a simple product and cannot be a variant."),
    "variant_taken": gettext_noop("The variant with the SKU “%(sku)s” already belongs to the product “%(parent)s”."),
    "no_parent": gettext_noop("This is a variation of “%(parent)s”, which is not in the file."),
    "parent_unnamed": gettext_noop("This is a variation, and the product it belongs to is not named."),
    "parent_not_variable": gettext_noop(
        "“%(parent)s” in row %(other)s is of type “%(type)s”, which has no variations."
    ),
    # Numbers
    "no_price": gettext_noop("There is no price."),
    "not_a_price": gettext_noop("“%(value)s” is not a price."),
    "negative_price": gettext_noop("The price “%(value)s” is below zero."),
    "absurd_price": gettext_noop("The price “%(value)s” is above %(limit)s %(currency)s, the most that is possible."),
    "too_precise_price": gettext_noop("The price “%(value)s” has more decimals than %(currency)s has."),
    "other_currency": gettext_noop("The price “%(value)s” is not in %(currency)s, the currency of this shop."),
    "ambiguous_price": gettext_noop(
        "“%(value)s” may mean %(small)s or %(large)s, and no other price in the file tells which. "
        "Write it with two decimals or without separators."
    ),
    "other_price_style": gettext_noop(
        "“%(value)s” is written differently from the other prices of this file, which have “%(decimal)s” before the "
        "decimals."
    ),
    "compare_at_not_higher": gettext_noop("The former price is below the price, so it is not shown."),
    "sale_price_not_lower": gettext_noop("The sale price is not below the regular price, so the regular one is taken."),
    "sale_later": gettext_noop("The sale price is for %(start)s and later, so the regular one is taken for now."),
    "sale_over": gettext_noop("The sale price ended on %(end)s, so the regular one is taken."),
    "not_a_date": gettext_noop("“%(value)s” is not a date that can be read, so the sale price is not taken."),
    "not_a_quantity": gettext_noop("“%(value)s” is not a whole number."),
    "absurd_quantity": gettext_noop("The quantity “%(value)s” is above %(limit)s, the most that is possible."),
    "negative_stock": gettext_noop("The stock “%(value)s” is below zero and is taken as 0."),
    "not_in_stock": gettext_noop("This is marked as out of stock, so its quantity %(value)s is taken as 0."),
    "shared_stock": gettext_noop(
        "The variations share a stock of %(value)s. Here each has its own; the %(value)s were divided among them."
    ),
    "not_a_weight": gettext_noop("“%(value)s” is not a weight and was left out."),
    "not_a_moment": gettext_noop("“%(value)s” is not a date. Write it as 2026-12-31."),
    "not_an_attribute": gettext_noop("“%(value)s” is not an attribute. Write it as Material: linen, cotton."),
    "not_a_part": gettext_noop("“%(value)s” is not a part of a bundle. Write it as 2 × CUP-RED."),
    "not_a_day": gettext_noop("“%(value)s” is not a date that can be read, so it was left out."),
    "not_a_length": gettext_noop("“%(value)s” is not a length and was left out."),
    "not_a_net_amount": gettext_noop("“%(value)s” is not an amount in a known unit and was left out."),
    "not_a_gtin": gettext_noop(
        "“%(value)s” is not a barcode: its check digit or its length is wrong. It was left out."
    ),
    "not_a_country": gettext_noop("“%(value)s” is not the two letters of a country and was left out."),
    "text_cut": gettext_noop("This text is longer than %(limit)s characters and was shortened."),
    "units_assumed": gettext_noop(
        "This file does not say its units; weights are taken as grams, lengths as millimetres."
    ),
    "no_price_in_currency": gettext_noop(
        "There is no column of prices in %(currency)s, the currency of this shop. There are: %(found)s."
    ),
    "bad_range": gettext_noop("“%(value)s” is not two dates with a slash between, so the sale price is not taken."),
    "feed_damaged": gettext_noop("The file is cut off or damaged here (%(reason)s); what follows could not be read."),
    "too_deep": gettext_noop("This is nested more than %(limit)s levels deep."),
    "too_much_in_item": gettext_noop("This item holds more than %(limit)s parts."),
    "replaced_later": gettext_noop("This product comes again in row %(later)s, which counts."),
    "weight_needs_unit": gettext_noop("“%(value)s” does not say in which unit this weight is, so it was left out."),
    "weight_without_unit": gettext_noop("Weights are left out: this column does not say in which unit they are."),
    "spreadsheet_number": gettext_noop("A spreadsheet has shortened this barcode to “%(value)s”; it was left out."),
    # What is not carried over
    "unlisted": gettext_noop("Unlisted products do not exist here; this one is imported as a draft."),
    "not_on_online_store": gettext_noop("This product is not published, so it is imported as a draft."),
    "any_value": gettext_noop("“%(option)s” may be chosen freely for this variation; it is imported as “%(any)s”."),
    "option_dropped": gettext_noop(
        "No variation says which “%(option)s” it is, so the option is left out. It could be: %(values)s."
    ),
    "disabled_variation": gettext_noop("This variation is switched off in the old shop, so it is left out."),
    "grouped": gettext_noop("A set of other products is not imported; its products are, on their own."),
    "bundle": gettext_noop("What this bundle consists of is not carried over, so it is imported as a draft."),
    "bundle_without_price": gettext_noop("A bundle whose price is made from its parts is not imported."),
    "downloadable": gettext_noop("The files to download are not carried over, so it is imported as a draft."),
    "virtual": gettext_noop("That this product needs no shipping is not carried over."),
    "sold_elsewhere": gettext_noop("This product is sold at %(url)s, so it is imported as a draft."),
    "unknown_type": gettext_noop("Products of the type “%(type)s” are not imported."),
    "hidden_variant_alone": gettext_noop(
        "This product is not visible on its own and belongs to no configurable product, so it is left out."
    ),
    "visible_variant": gettext_noop(
        "This product is also shown on its own; here it is only a variant of “%(parent)s”."
    ),
    "translations": gettext_noop("%(count)s rows for the store view “%(view)s” are translations and are left out."),
    "customisable": gettext_noop("The options that a buyer fills in for this product are not carried over."),
    # The shop it comes to
    "refused": gettext_noop("This product was left out: %(reason)s"),
    "belongs_to_several": gettext_noop(
        "This product was left out: its SKUs belong to several products of the shop (%(products)s)."
    ),
    "stock_is_held": gettext_noop(
        "%(held)s of “%(variant)s” are held for open checkouts, so %(held)s stay on hand and not %(found)s."
    ),
    "unknown_attribute": gettext_noop("Nobody here knows the attribute “%(name)s”, so “%(value)s” was left out."),
    "unknown_answer": gettext_noop("“%(value)s” is not known here as “%(name)s”, so it was left out."),
    "part_not_here": gettext_noop("The shop sells no variant “%(part)s”, so the bundle comes without that part."),
    "photo_not_in_folder": gettext_noop("The photo “%(path)s” is not in the folder of photos."),
    "photo_refused": gettext_noop("The photo “%(path)s” was left out. %(reason)s"),
    "too_many_photos": gettext_noop("A product shows at most %(limit)s photos; %(left)s were left out."),
}

REASONS: dict[str, str] = {
    "chosen": gettext_noop("Chosen by you."),
    "as_before": gettext_noop("As in your last file."),
    "title_says": gettext_noop("By its title, “%(title)s”."),
    "looks_gtin": gettext_noop("%(share)s%% of its cells are barcodes with the right check digit."),
    "looks_picture": gettext_noop("%(share)s%% of its cells name pictures."),
    "looks_html": gettext_noop("%(share)s%% of its cells are formatted texts."),
    "looks_path": gettext_noop("%(share)s%% of its cells are paths such as A > B."),
    "looks_price": gettext_noop("%(share)s%% of its cells are written like prices."),
    "looks_long": gettext_noop("Its cells are long texts."),
    "looks_code": gettext_noop("Its cells are codes, each another one."),
    "looks_title": gettext_noop("Its cells are short texts, nearly each another one."),
    "looks_status": gettext_noop("%(share)s%% of its cells say whether something is on sale."),
    "looks_whole": gettext_noop("%(share)s%% of its cells are small whole numbers."),
    "looks_attribute": gettext_noop("Its cells are short texts that come back."),
    "no_group": gettext_noop("No column holds the rows of one product together, so this describes each product."),
    "nothing_fits": gettext_noop("Neither its title nor its cells say what it is."),
    "empty_column": gettext_noop("All its cells are empty in the rows that were looked at."),
}
"""Why a column is taken to mean something; `%%` is a percent sign."""
