//! `strconv`'s numbers.

use super::quote::quote;

/// `strconv.Atoi`; the error is its text.
pub(crate) fn atoi(text: &[u8]) -> Result<i64, String> {
    let (sign, digits) = match text {
        [b'-', digits @ ..] => (-1, digits),
        [b'+', digits @ ..] | digits => (1, digits),
    };
    let magnitude = parse(digits, 10, "Atoi", text)?;
    let magnitude = i128::from(magnitude) * sign;
    i64::try_from(magnitude).map_err(|_| out_of_range("Atoi", text))
}

/// `strconv.ParseUint` of base 16 and 64 bits; the error is its text.
pub(crate) fn parse_hexadecimal(text: &[u8]) -> Result<u64, String> {
    parse(text, 16, "ParseUint", text)
}

fn parse(digits: &[u8], base: u32, function: &str, whole: &[u8]) -> Result<u64, String> {
    if digits.is_empty() || !digits.iter().all(|digit| char::from(*digit).is_digit(base)) {
        return Err(format!("strconv.{function}: parsing {}: invalid syntax", quote(whole)));
    }
    let text = str::from_utf8(digits).unwrap_or_default();
    u64::from_str_radix(text, base).map_err(|_| out_of_range(function, whole))
}

fn out_of_range(function: &str, whole: &[u8]) -> String {
    format!("strconv.{function}: parsing {}: value out of range", quote(whole))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_go_reads_them() {
        assert_eq!(atoi(b"+7"), Ok(7));
        assert_eq!(atoi(b"-9223372036854775808"), Ok(i64::MIN));
        assert_eq!(
            atoi(b"9223372036854775808").unwrap_err(),
            "strconv.Atoi: parsing \"9223372036854775808\": value out of range"
        );
        assert_eq!(atoi(b"-").unwrap_err(), "strconv.Atoi: parsing \"-\": invalid syntax");
        assert_eq!(parse_hexadecimal(b"fF"), Ok(255));
        assert_eq!(parse_hexadecimal(b"+f").unwrap_err(), "strconv.ParseUint: parsing \"+f\": invalid syntax");
    }
}
