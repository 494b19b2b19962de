//! What a test claims by its name.
//!
//! `asvs_6_2_3_…` shows 6.2.3 of the ASVS, `nist_…` a row whose id begins with `N-`, `owasp_…` one of `C-`, `rfc_9700_…` one
//! of `R9700-`. `…_and_…` names one more, `…_to_…` every one up to another.

use super::table::Row;

/// How the names of such tests begin, and the ids that they speak of.
const FAMILIES: [(&str, &str); 4] =
    [("asvs_", ""), ("nist_", "N-"), ("owasp_", "C-"), ("rfc_9700_", "R9700-")];

/// Whether a name claims anything.
pub(super) fn is_claim(name: &str) -> bool {
    FAMILIES.iter().any(|(start, _)| name.starts_with(start))
}

/// The ids of the rows that a name claims, or what is wrong with it.
pub(super) fn claims(name: &str, rows: &[Row]) -> Result<Vec<String>, String> {
    let (first, mut rest) = claim(name, rows)?;
    let mut ids = vec![first];
    loop {
        if let Some(more) = rest.strip_prefix("_to_").filter(|more| is_id(more)) {
            let (last, after) = claim(more, rows)?;
            ids.extend(between(ids.last().map_or("", String::as_str), &last, rows)?);
            rest = after;
        } else if let Some(more) = rest.strip_prefix("_and_").filter(|more| is_id(more)) {
            let (id, after) = claim(more, rows)?;
            ids.push(id);
            rest = after;
        } else {
            return Ok(ids);
        }
    }
}

fn is_id(text: &str) -> bool {
    is_claim(text) || text.starts_with(|first: char| first.is_ascii_digit())
}

/// The row whose id a text begins with, and the rest of the text.
fn claim<'n>(text: &'n str, rows: &[Row]) -> Result<(String, &'n str), String> {
    let (family, rest) = FAMILIES
        .iter()
        .find_map(|(start, family)| text.strip_prefix(start).map(|rest| (*family, rest)))
        .unwrap_or(("", text));
    let fits = |row: &&Row| {
        let key = row.id.strip_prefix(family).map(key);
        let of_family = family.is_empty() == row.id.starts_with(|first: char| first.is_ascii_digit());
        key.is_some_and(|key| {
            of_family
                && rest
                    .strip_prefix(key.as_str())
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('_'))
        })
    };
    // The longest, where one id begins like another.
    let row = rows.iter().filter(fits).max_by_key(|row| row.id.len());
    let row = row.ok_or_else(|| format!("requirements.tsv has no row that `{text}` begins with"))?;
    let length = row.id.len() - family.len();
    Ok((row.id.clone(), rest.get(length..).unwrap_or_default()))
}

/// An id as a name spells it: as long as the id.
fn key(id: &str) -> String {
    id.replace(['.', '-'], "_")
}

/// The ids after `first` up to `last`, which are of one section.
fn between(first: &str, last: &str, rows: &[Row]) -> Result<Vec<String>, String> {
    let number = |id: &str| {
        let (section, number) = id.rsplit_once('.')?;
        Some((section.to_owned(), number.parse::<u32>().ok()?))
    };
    match (number(first), number(last)) {
        (Some((section, from)), Some((other, to))) if section == other && from < to => Ok(rows
            .iter()
            .filter(|row| number(&row.id).is_some_and(|(of, at)| of == section && from < at && at <= to))
            .map(|row| row.id.clone())
            .collect()),
        _ => Err(format!("{first} to {last} is no range")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::table::rows;
    use super::*;

    fn of(name: &str) -> Result<Vec<String>, String> {
        claims(name, &rows().unwrap())
    }

    #[test]
    fn a_name_tells_what_it_shows() {
        assert_eq!(of("asvs_6_2_3_it_takes_the_current_one").unwrap(), ["6.2.3"]);
        assert_eq!(of("asvs_6_2_10_and_nist_3_2_2_x").unwrap(), ["6.2.10", "N-3.2.2"]);
        assert_eq!(of("asvs_3_4_4_to_3_4_6_x").unwrap(), ["3.4.4", "3.4.5", "3.4.6"]);
        assert_eq!(of("owasp_forgot_password_x_and_y").unwrap(), ["C-forgot-password"]);
        assert_eq!(of("rfc_9700_2_1_1_x").unwrap(), ["R9700-2.1.1"], "the longest");
    }

    #[test]
    fn what_is_not_in_the_table_is_noticed() {
        for wrong in
            ["asvs_6_2_99_x", "asvs_6_2_x", "asvs_x", "asvs_3_4_6_to_3_4_4_x", "asvs_3_4_4_to_7_1_1_x"]
        {
            assert!(of(wrong).is_err(), "{wrong}");
        }
        assert!(!is_claim("rfc_9106") && is_claim("asvs_x"));
    }
}
