//! Passphrases made up of words.

use satchel_secret::Secret;
use zeroize::Zeroizing;

/// The EFF's long list: 7,776 words, each behind its five dice and a tab (data/README.md says whose it is).
const LIST: &str = include_str!("../../data/eff_large_wordlist.txt");
/// How many words the list has: five dice's worth.
const WORDS: u16 = 7_776;
/// Six words of 7,776 are 77 bits: beyond guessing where each guess costs an Argon2, as it does at Storj.
const CHOSEN: usize = 6;

/// Six words by chance, with a space between. `None` where the system has no random numbers.
pub fn suggest() -> Option<Secret<String>> {
    let words: Vec<&str> = LIST.lines().filter_map(|line| line.split_once('\t')).map(|(_, word)| word).collect();
    // Large enough from the start, so that no half-made copy is left behind: the longest word has 9 letters.
    let mut passphrase = Zeroizing::new(String::with_capacity(CHOSEN * 10));
    for _ in 0..CHOSEN {
        if !passphrase.is_empty() {
            passphrase.push(' ');
        }
        passphrase.push_str(words.get(usize::from(number()?))?);
    }
    Some(Secret::new(std::mem::take(&mut *passphrase)))
}

/// A number below [`WORDS`], each as likely as any other.
fn number() -> Option<u16> {
    // Above the largest multiple, a remainder would favour the first words: those numbers are thrown away.
    const FAIR: u16 = u16::MAX / WORDS * WORDS;
    loop {
        let mut bytes = Zeroizing::new([0; 2]);
        getrandom::fill(&mut *bytes).ok()?;
        let drawn = u16::from_le_bytes(*bytes);
        if drawn < FAIR {
            return Some(drawn % WORDS);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn the_list_has_every_word_once() {
        let words: HashSet<&str> = LIST.lines().map(|line| line.split_once('\t').unwrap().1).collect();
        assert_eq!((LIST.lines().count(), words.len()), (usize::from(WORDS), usize::from(WORDS)));
        let fit = |word: &&str| {
            (3..=9).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')
        };
        assert!(words.iter().all(fit));
    }

    #[test]
    fn a_passphrase_has_six_words_and_none_is_like_another() {
        let made: HashSet<String> = (0..200).map(|_| suggest().unwrap().expose().clone()).collect();
        assert_eq!(made.len(), 200);
        let used: HashSet<&str> = made.iter().flat_map(|passphrase| passphrase.split(' ')).collect();
        assert!(made.iter().all(|passphrase| passphrase.split(' ').count() == CHOSEN));
        // 1,200 draws: fewer than 1,000 different words come once in far more runs than anybody makes.
        assert!(used.len() > 1_000, "{}", used.len());
    }

    #[test]
    fn numbers_come_from_the_whole_range_alike() {
        let mut halves = [0_u32; 2];
        for _ in 0..20_000 {
            halves[usize::from(number().unwrap() >= WORDS / 2)] += 1;
        }
        // Ten standard deviations.
        assert!(halves[0].abs_diff(10_000) < 710, "{halves:?}");
    }
}
