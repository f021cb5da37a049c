//! Words typed for old fonts, which draw their own letters in place of Latin ones or in an order of their own.
//!
//! Such text looks right on the machine that has the font and is soup everywhere else. It is known by its commonest
//! words and letter pairs, and by words that no Latin spelling has: names and addresses have some of the pairs too.

use unicode_normalization::char::is_combining_mark;

/// One old encoding.
#[derive(Debug)]
struct Encoding {
    /// The languages that are typed with it.
    languages: &'static [&'static str],
    /// What its users call it.
    name: &'static str,
    /// Common whole words in it.
    words: &'static [&'static str],
    /// Parts of words in it.
    parts: &'static [&'static str],
}

const ENCODINGS: &[Encoding] = &[
    Encoding {
        languages: &["ne"],
        name: "Preeti",
        words: &["df", "/", "xf]", "tyf", "of]", "of", "5", "g", "klg", "cyjf", "k|To]s", ";a}", "xfd|f]", "u/L", "jf"],
        parts: &["f]", "]{", "g'", "nfO{", "sf]", ";+", "f/", "Psf", "|f", "lg", "}nL", "};", "g{", "ug]"],
    },
    Encoding {
        languages: &["hi", "mr"],
        name: "Kruti Dev",
        words: &[
            "gS", "gSa", "esa", "dk", "ds", "dh", "dks", "ls", "vkSj", "ugha", "ij", "fd", ";g", "og", "rFkk", "djus",
            "fd;k", "gks", "us", ";k", "tks", "Hkh", "ge", "vki", ",d", "bl", "eSa", "vkidk", "vkids", "vkidks", "gSA",
            "gSaA", "tc", "vxj", "viuk", "vius", "esjs", "dj", "ldrs", "djrk", "rks", "jkT;",
        ],
        parts: &["fy,", "kksa", "ksa", "ykx", "vf/k", "Hkk", "ekuo", "kuk", "rk ", "jksa", ";ksa", "Lor"],
    },
    Encoding {
        languages: &["pa"],
        name: "Anmol Lipi or DrChatrik",
        words: &[
            "hY", "dy", "dI", "dw", "nMU", "nUM", "ivc", "ivcc", "qy", "Aqy", "hn", "nwl", "qoN", "ik", "ies", "leI",
            "jo", "sI", "auh", "vI", "hr", "iek", "hox", "nhIN", "jykr", "ie`k", "iv`c", "quhwfy", "quhwfw", "koeI",
            "jwN",
        ],
        parts: &["wN", "IAW", "IAN", "wAW", "Aw", "iv", "rI", "dy", "AW"],
    },
    Encoding {
        languages: &["km"],
        name: "Limon or ABC",
        words: &["nig", "én", "kar", "EdL", "mnusS", "CaN", "Ca", "man", "enH", "Cati", "nUv", "kñúg", "Exµr"],
        parts: &["Rb", "eT", "ñ", "µ", "þ", "úC", "EdL", "Kña", "RK", "sS", "aN", "eR", "kñ", "Ek"],
    },
    Encoding {
        languages: &["bn", "as"],
        name: "Bijoy (SutonnyMJ)",
        words: &["Ges", "Avwg", "Avgiv", "GB", "GKwU", "wK", "bv", "Zvi", "Kiv", "mKj", "AwaKvi"],
        parts: &["†", "‡", "w`", "¨", "Av", "vi", "Kw", "Kv", "Ö", "©"],
    },
    Encoding {
        languages: &["my"],
        name: "Win Innwa",
        words: &["udk", "wGif", "wJh", "onf", "ESifh", "udk,f", "rS"],
        parts: &["jzpf", "wdkY", "Edkif", "&Sd", "onf", "wJh", "rsm;", "udk"],
    },
    Encoding {
        languages: &["vi"],
        name: "VNI or TCVN3",
        words: &[],
        parts: &[
            "ä", "å", "æ", "ç", "ë", "ï", "ñ", "ö", "ø", "û", "ü", "ß", "Ü", "Þ", "×", "¸", "µ", "¬", "®", "Ö", "·",
            "¶",
        ],
    },
];

/// How many words of an old encoding make a text one, and which share of its words they must be (one in so many).
const FEWEST_HITS: usize = 3;
const SHARE: usize = 4;
/// The same for words that no spelling has.
const FEWEST_STRANGE: usize = 2;
const SHARE_STRANGE: usize = 5;

/// The name of the old encoding that Latin letters in a language's edition look like.
pub(super) fn in_latin(language: &str, text: &str) -> Option<&'static str> {
    let known = ENCODINGS.iter().find(|encoding| encoding.languages.contains(&language))?;
    let words: Vec<&str> = text.split_whitespace().collect();
    let hits = words.iter().filter(|word| is_hit(word, known)).count();
    let strange = if language == "vi" { is_vietnamese_soup } else { is_unspellable };
    let strange = words.iter().filter(|word| strange(word)).count();
    let share = |count: usize, share: usize| count * share >= words.len();
    let usual = hits >= FEWEST_HITS && share(hits, SHARE) && share(strange, SHARE_STRANGE);
    // A heading has few words to be known by.
    let short = hits > 0 && share(strange, 2);
    (strange >= FEWEST_STRANGE && (usual || short)).then_some(known.name)
}

/// Whether many words of a text in Latin letters have no spelling, so that it may be typed for an old font that is not
/// known here.
pub(super) fn is_soup(text: &str) -> bool {
    let strange = text.split_whitespace().filter(|word| is_unspellable(word)).count();
    strange >= FEWEST_STRANGE && strange * SHARE_STRANGE >= text.split_whitespace().count()
}

/// Whether a word has signs or capitals where no spelling has them, or no vowel.
fn is_unspellable(word: &str) -> bool {
    let letters: Vec<char> = word.chars().collect();
    let at = |index: usize| letters.get(index).copied().unwrap_or(' ');
    let signs = |index: usize| {
        let (before, sign, after) = (at(index.wrapping_sub(1)), at(index), at(index + 1));
        let inside = before.is_alphabetic() && after.is_alphabetic();
        match sign {
            ';' | ']' | '}' | '{' | '[' | '|' | '\\' | '^' | '~' | '`' => {
                before.is_alphabetic() || after.is_alphabetic()
            }
            '<' | '>' | '=' | '+' | '%' | '$' | '"' => inside,
            '\u{a2}'..='\u{bf}' | '×' | '÷' | '†' | '‡' | '‰' | '•' | '™' => inside,
            _ => sign.is_uppercase() && before.is_lowercase() && !after.is_lowercase(),
        }
    };
    let small = letters.iter().filter(|c| c.is_ascii_lowercase()).count();
    let voiceless = small >= 3 && small == letters.len() && !word.contains(['a', 'e', 'i', 'o', 'u', 'y']);
    voiceless || (0..letters.len()).any(signs)
}

/// Whether a word has Vietnamese marks as VNI types them, after their vowel, or as TCVN3 does, as signs and capitals
/// within a word.
fn is_vietnamese_soup(word: &str) -> bool {
    let letters: Vec<char> = word.chars().filter(|c| !is_combining_mark(*c)).collect();
    letters.windows(2).any(|pair| {
        let [before, after] = [pair[0], pair[1]];
        let vni = "aeouöôAEOUÖÔ".contains(before) && "ùøûõïâáàåãäêéèúüëÙØÛÕÏÂÁÀÅÃÄÊÉÈÚÜË".contains(after);
        let tcvn = before.is_lowercase() && matches!(after, '\u{a8}'..='\u{be}' | 'À'..='ß');
        vni || tcvn || (before == '®' && after.is_alphabetic())
    })
}

fn is_hit(word: &str, encoding: &Encoding) -> bool {
    encoding.words.contains(&word) || encoding.parts.iter().any(|part| word.contains(part))
}

/// Whether Burmese letters stand in the order of Zawgyi, which draws them from left to right as they look.
pub(super) fn is_zawgyi(text: &str) -> bool {
    let mut before = ' ';
    let (mut signs, mut letters) = (0, 0);
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        letters += usize::from(matches!(c, '\u{1000}'..='\u{109f}'));
        let wrong = match c {
            // The vowel is typed before its consonant.
            '\u{1031}' => !carries_vowel(before),
            // Zawgyi's killer ends a syllable; Unicode's stacks the next consonant.
            '\u{1039}' => !rest.peek().is_some_and(|next| is_consonant(*next)),
            // Stacked forms of Zawgyi, letters of Mon and Karen in Unicode.
            '\u{105a}' | '\u{1060}'..='\u{1097}' => true,
            _ => false,
        };
        signs += usize::from(wrong);
        before = c;
    }
    signs >= 2 && signs * 50 >= letters
}

fn is_consonant(c: char) -> bool {
    matches!(c, '\u{1000}'..='\u{1021}' | '\u{1025}' | '\u{1027}' | '\u{1029}' | '\u{103f}' | '\u{104e}')
}

fn carries_vowel(before: char) -> bool {
    is_consonant(before)
        || matches!(before, '\u{103b}'..='\u{103e}' | '\u{1050}'..='\u{1060}' | '\u{1075}'..='\u{1081}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_fonts_are_named() {
        let preeti =
            "k|To]s JolQmsf] lhGbuLsf sxfgLx? x'G5g\\ . xfdL ;a} ;Fu} a:5f} / lrof vfG5f} of] xfd|f] sxfgL xf]";
        assert_eq!(in_latin("ne", preeti), Some("Preeti"));
        let kruti = "lHkh euq\";ksa dks xkSjo vkSj vf/kdkjksa ds ekeys esa tUetkr Lora=rk vkSj lekurk izkIr gS";
        assert_eq!(in_latin("hi", kruti), Some("Kruti Dev"));
        let anmol = "swrw mnu`KI pirvwr AwpxI mihmw, Swn Aqy h`kW dy p`KoN jnm qoN hI AwzwD hY Aqy brwbr hY";
        assert_eq!(in_latin("pa", anmol), Some("Anmol Lipi or DrChatrik"));
        let limon = "mnusSTaMgGs; ekItmkmanesrIPaB nig smPaB kñúgEpñkesckþIéføfñÚr nig siT§i .";
        assert_eq!(in_latin("km", limon), Some("Limon or ABC"));
        let bijoy = "mKj gvbyl ¯^vaxb fv‡e gh©v`v Ges AwaKvi wb‡q Rb¥MÖnY K‡i Avgiv";
        assert_eq!(in_latin("bn", bijoy), Some("Bijoy (SutonnyMJ)"));
        let vni = "Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam ñoäc laäp töï do haïnh phuùc";
        assert_eq!(in_latin("vi", vni), Some("VNI or TCVN3"));
        assert_eq!(in_latin("vi", "Céng hßa x· héi chñ nghÜa ViÖt Nam ®éc lËp"), Some("VNI or TCVN3"));
    }

    #[test]
    fn names_and_english_are_no_old_font() {
        let english =
            "Washington State Department of Health, WA Verify and the SMART Health Card on an iPhone or Android";
        for language in ["ne", "hi", "pa", "km", "bn", "my", "vi"] {
            assert_eq!(in_latin(language, english), None, "{language}");
        }
        assert_eq!(in_latin("vi", "Cộng hòa xã hội chủ nghĩa Việt Nam độc lập tự do hạnh phúc"), None);
        assert_eq!(in_latin("fr", "ï ï ï ï"), None);
    }

    #[test]
    fn zawgyi_is_told_from_unicode() {
        assert!(is_zawgyi("ေမတၱာ ေကာင္းေသာ ေန႔"));
        assert!(!is_zawgyi("မေတ္တာ ကောင်းသော နေ့ လူတိုင်းသည် တူညီ လွတ်လပ်သော ဂုဏ်သိက္ခာဖြင့်"));
    }
}
