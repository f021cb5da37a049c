//! What becomes of real sentences. In the expected texts `|` is a zero width space, `+` a word joiner, `_` a no-break
//! space, `=` a narrow no-break space and `~` a zero width joiner; a slash parts leaves.

use std::collections::BTreeSet;

use super::*;

fn leaves(text: &str) -> Vec<Leaf> {
    let mut column = 0;
    let leaf = |words: &str| {
        let place = |c| {
            column += 1;
            (c, Pos { line: 1, column })
        };
        words.chars().map(place).collect()
    };
    text.split('⁄').map(leaf).collect()
}

fn shown(leaves: &[Leaf]) -> String {
    let sign = |c: &(char, Pos)| match c.0 {
        ZERO_WIDTH_SPACE => '|',
        WORD_JOINER => '+',
        ZERO_WIDTH_JOINER => '~',
        '\u{A0}' => '_',
        '\u{202F}' => '=',
        c => c,
    };
    leaves.iter().map(|leaf| leaf.iter().map(sign).collect::<String>()).collect::<Vec<_>>().join("⁄")
}

fn prepared_with(text: &str, kind: Breaks, terms: &[&str], unglued: &[&str]) -> String {
    let terms = TermList::new(terms.iter().copied());
    let unglued: BTreeSet<String> = unglued.iter().map(|word| word_key(word)).collect();
    let mut leaves = leaves(text);
    prepare(&mut leaves, &Breaking { kind, terms: &terms, longest: LONGEST, unglued: &unglued });
    shown(&leaves)
}

fn prepared(text: &str, kind: Breaks) -> String {
    prepared_with(text, kind, &[], &[])
}

#[test]
fn no_letter_of_chinese_or_japanese_stands_alone_on_the_last_line() {
    let cases = [
        ("每個人的時間都一樣。", "每個人的時間都一+樣。"),
        ("「這裡說的，留在這⁄裡。」", "「這裡說的，留在這+⁄裡。」"),
        ("一つずつ", "一つず+つ"),
        ("第 3 頁", "第 3 頁"),
        ("好。", "好。"),
    ];
    for (text, expected) in cases {
        assert_eq!(prepared(text, Breaks::Han), expected);
    }
}

#[test]
fn words_without_spaces_are_parted_in_any_edition() {
    let cases = [
        ("កំណត់ត្រារបស់អ្នក។", "កំ+ណ+ត់+ត្រា|រ+ប+ស់|អ្ន+ក+។"),
        ("(ភ្នំពេញ) ទាំងអស់ ៗ", "(+ភ្នំ+ពេ+ញ+) ទាំ+ង+អ+ស់+=+ៗ"),
        ("ដូចៗគ្នា ។ល។ ឆ្នាំ២០២៤", "ដូ+ច+ៗ|គ្នា_។+ល+។ ឆ្នាំ+២០២៤"),
        ("ต่าง ๆ ฯลฯ", "ต่+า+ง+=+ๆ_ฯ+ล+ฯ"),
        ("Ask the family of សុភា today", "Ask the family of សុ+ភា today"),
        ("ຊົນຊາດ,ເພດ", "ຊົ+ນ+ຊ+າ+ດ+,|ເ+ພ+ດ"),
        ("ສິດເສລີພາບ", "ສິ+ດ|ເ+ສ+ລີ+ພ+າ+ບ"),
    ];
    for (text, expected) in cases {
        assert_eq!(prepared(text, Breaks::Dictionary), expected);
        assert_eq!(prepared(text, Breaks::Spaces), expected);
    }
}

#[test]
fn bold_inside_a_word_opens_no_break() {
    assert_eq!(prepared("កំណ⁄ត់ត្រា⁄⁄របស់", Breaks::Dictionary), "កំ+ណ+⁄ត់+ត្រា|⁄⁄រ+ប+ស់");
    assert_eq!(prepared("⁄자료⁄집을", Breaks::Eojeol), "⁄자+료+⁄집+을");
}

#[test]
fn what_is_put_in_has_the_position_before_it() {
    let mut leaves = leaves("ក⁄ា");
    let before = leaves.clone();
    let none = BTreeSet::new();
    let rules = Breaking { kind: Breaks::Dictionary, terms: &TermList::default(), longest: LONGEST, unglued: &none };
    prepare(&mut leaves, &rules);
    assert_eq!(leaves, before);
    let mut leaves = self::leaves("사람");
    prepare(&mut leaves, &rules);
    assert_eq!(leaves[0].iter().map(|(_, pos)| pos.column).collect::<Vec<_>>(), [1, 1, 2]);
}

#[test]
fn authors_breaks_are_kept() {
    assert_eq!(prepared("អ្នក\u{200B}ចង់បាន", Breaks::Dictionary), "អ្ន+ក|ច+ង់+បា+ន");
    assert_eq!(prepared("ព័ត៌\u{200B}មាន", Breaks::Dictionary), "ព័+ត៌|មា+ន");
    assert_eq!(prepared("(\u{200B}អ្នក\u{200B}\u{200B}? ក\u{200B}ា", Breaks::Dictionary), "(+អ្ន+ក+? កា");
    assert_eq!(prepared("របស់\u{2060}អ្នក", Breaks::Dictionary), "រ+ប+ស់+អ្ន+ក");
}

#[test]
fn terms_and_words_that_do_not_fit() {
    let name = prepared_with("ឈ្មោះអាមីណា", Breaks::Dictionary, &["អាមីណា"], &[]);
    assert_eq!(name, "ឈ្មោះ|អា+មី+ណា");
    let unfit = prepared_with("ឈ្មោះអាមីណា។", Breaks::Dictionary, &["អាមីណា"], &["អាមីណា"]);
    assert_eq!(unfit, "ឈ្មោះ|អា|មី|ណា+។");
    assert_eq!(prepared_with("자료집을, 읽는", Breaks::Eojeol, &[], &["자료집을"]), "자|료|집|을, 읽+는");
    let long = "ពពពពពពពពពពពពពពពពពពពពពពពពាពាពាពា";
    assert!(prepared(long, Breaks::Dictionary).contains('|'));
}

#[test]
fn korean_words_hold_together() {
    let cases = [
        ("WHO의 2024년 제1조", "WHO+의 2024+년 제+1+조"),
        ("용어(term)를 쓴다.", "용+어+(term)+를 쓴+다."),
        ("서울·부산/대구 3~5명", "서+울+·부+산/대+구 3~5+명"),
        ("a@b.org로 https://example.org에서", "a@b.org+로 https://example.org+에+서"),
        ("COVID-19 vaccine", "COVID-19 vaccine"),
        (
            "가나다라마바사아자차카타파하가나다라마바사아자차",
            "가|나|다|라|마|바|사|아|자|차|카|타|파|하|가|나|다|라|마|바|사|아|자|차",
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(prepared(text, Breaks::Eojeol), expected);
    }
    assert_eq!(prepared("자료집을", Breaks::Han), "자료집을");
}

#[test]
fn signs_that_begin_no_line() {
    let cases = [
        ("समाप्त । फिर ॥", "समाप्त_। फिर_॥"),
        ("马丁·路德·金 A·B", "马丁+·路德+·金 A·B"),
        ("one · two ·three", "one_· two ·three"),
        ("Vraiment ? « Oui »", "Vraiment ? « Oui »"),
        ("الميسّر/ة و/أو", "الميسّر/+ة و/أو"),
        ("他说——好……", "他说——好……"),
    ];
    for (text, expected) in cases {
        assert_eq!(prepared(text, Breaks::Han), expected);
    }
}

#[test]
fn arabic_letters_join_across_leaves() {
    assert_eq!(prepared("كت⁄اب⁄ي", Breaks::Spaces), "كت~⁄~اب~⁄~ي");
    assert_eq!(prepared("كتَ⁄⁄اب", Breaks::Spaces), "كتَ~⁄⁄~اب");
    assert_eq!(prepared("كتا⁄ب ⁄ي", Breaks::Spaces), "كتا⁄ب ⁄ي");
}
