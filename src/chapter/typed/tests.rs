//! Every kind of finding has an input that raises it and a twin that does not.

use super::*;
use crate::chapter;
use crate::language::Digits;

fn habits(language: &str, script: &str, digits: &str) -> Habits {
    let quotes = ["“".to_owned(), "”".to_owned()];
    Habits {
        language: language.to_owned(),
        name: language.to_owned(),
        script: script.to_owned(),
        scripts: habits::scripts(script),
        quotes: quotes.clone(),
        inner: ["‘".to_owned(), "’".to_owned()],
        digits: Digits::try_from(digits.to_owned()).unwrap(),
    }
}

fn of(language: &str) -> Habits {
    let latin = "0123456789";
    match language {
        "en" | "tl" | "vi" | "hmn" => habits(language, "Latn", latin),
        "hi" => habits("hi", "Deva", latin),
        "ne" => habits("ne", "Deva", "०१२३४५६७८९"),
        "bn" => habits("bn", "Beng", "০১২৩৪৫৬৭৮৯"),
        "pa" => habits("pa", "Guru", latin),
        "ko" => habits("ko", "Kore", latin),
        "zh-Hans" => habits("zh", "Hans", latin),
        "zh-Hant" => habits("zh", "Hant", latin),
        "ja" => habits("ja", "Jpan", latin),
        "ar" => habits("ar", "Arab", latin),
        "ur" => habits("ur", "Arab", "۰۱۲۳۴۵۶۷۸۹"),
        "pa-Arab" => habits("pa", "Arab", "۰۱۲۳۴۵۶۷۸۹"),
        "km" => habits("km", "Khmr", "០១២៣៤៥៦៧៨៩"),
        "my" => habits("my", "Mymr", "၀၁၂၃၄၅၆၇၈၉"),
        other => panic!("no habits for {other}"),
    }
}

fn found(language: &str, markdown: &str) -> Vec<Finding> {
    let mut ignored = Vec::new();
    let mut chapter = chapter::read("c", "c.md", markdown.as_bytes(), &mut ignored).unwrap();
    let mut findings = Vec::new();
    forms::mend_with(&mut chapter, &mut findings);
    check_habits(&chapter, &of(language), &mut findings);
    findings
}

fn names(language: &str, markdown: &str) -> Vec<&'static str> {
    let mut names: Vec<_> = found(language, markdown).iter().map(|finding| finding.code.name).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// The code, the language, what raises it and the twin that does not.
const PAIRS: &[(Code, &str, &str, &str)] = &[
    (
        CHAPTER_LANGUAGE,
        "hi",
        "# Story circle\n\nEveryone carries stories. This workshop is for people who want to tell one of theirs.\n",
        "# कहानी\n\nहर किसी के पास कहानियाँ होती हैं। कहानियों के घेरे में हम साथ बैठते हैं, WhatsApp पर नहीं।\n",
    ),
    (
        CHAPTER_LANGUAGE,
        "tl",
        "# Story circle\n\nEveryone carries stories. This workshop is for people who want to tell one of theirs.\n",
        "# Bilog\n\nAng workshop na ito ay para sa 6 hanggang 16 na tao at tumatagal nang 90 minuto.\n",
    ),
    (
        CHAPTER_LANGUAGE,
        "zh-Hant",
        "# 故事\n\n这个工作坊适合六到十六个人，时间是九十分钟，在家里、图书馆都可以举行，我们欢迎任何语言，请让大家都来说话。\n",
        "# 故事\n\n這個工作坊適合六到十六個人，時間是九十分鐘，在家裡、圖書館都可以舉行，我們歡迎任何語言，請讓大家都來說話。\n",
    ),
    (
        PARAGRAPH_LANGUAGE,
        "km",
        "# រឿង\n\nមនុស្សគ្រប់រូបសុទ្ធតែមានរឿងរ៉ាវក្នុងខ្លួន \
         នៅក្នុងរង្វង់រឿងរ៉ាវ យើងអង្គុយជុំគ្នា ផឹកទឹកតែ ហើយម្នាក់ៗរៀបរាប់\n\n\
         Everyone has a story that is not in the books.\n",
        "# រឿង\n\nមនុស្សគ្រប់រូបសុទ្ធតែមានរឿងរ៉ាវក្នុងខ្លួន \
         នៅក្នុងរង្វង់រឿងរ៉ាវ យើងអង្គុយជុំគ្នា\n\n\
         > Everyone has a story that is not in the books.\n",
    ),
    (
        PARAGRAPH_LANGUAGE,
        "ko",
        "# 이야기\n\n누구나 마음속에 이야기를 품고 살아요. 이야기 동그라미에서 우리는 함께 앉아 차를 마셔요.\n\n\
         कहानियों के घेरे में हम साथ बैठते हैं और सुनते हैं\n",
        "# 이야기\n\n누구나 마음속에 이야기를 품고 살아요.\n\n하나: हिन्दी, 中文, العربية, ខ្មែរ, ਪੰਜਾਬੀ\n",
    ),
    (
        LEGACY,
        "ne",
        "# कथा\n\nk|To]s JolQmsf] sxfgLx? . xfdL ;a} of] xfd|f] sxfgL xf] .\n",
        "# कथा\n\nहामी सबै सँगै बस्छौं।\n",
    ),
    (LEGACY, "my", "# က\n\nေမတၱာ ေကာင္းေသာ ေန႔\n", "# က\n\nမေတ္တာ ကောင်းသော နေ့\n"),
    (FORMS, "ar", "# سلام\n\nﺳﻼم\n", "# سلام\n\nسلام محمد ﷺ\n"),
    (LETTER, "ur", "# کتاب\n\nيہ كتاب ہے\n", "# کتاب\n\nیہ کتاب ہے\n"),
    (LETTER, "pa-Arab", "# کتاب\n\nيہ كتاب ہے\n", "# کتاب\n\nیہ کتاب ہے\n"),
    (LETTER, "ar", "# كتاب\n\nهذا کتاب\n", "# كتاب\n\nهذا كتاب\n"),
    (DIGITS, "ur", "# کتاب\n\nسال ٢٠٢٤ میں\n", "# کتاب\n\nسال ۲۰۲۴ میں\n"),
    (DIGITS, "ar", "# كتاب\n\nسنة ۲۰۲۴ هنا\n", "# كتاب\n\nسنة ٢٠٢٤ هنا\n"),
    (DIGITS, "bn", "# বই\n\nসাল २०२४\n", "# বই\n\nসাল ২০২৪\n"),
    (MIXED_DIGITS, "ne", "# कथा\n\n६ देखि 16 जना\n", "# कथा\n\n६ देखि १६ जना, +1 (612) 555-0100, iOS 15, COVID-19\n"),
    (MIXED_DIGITS, "km", "# រឿង\n\nពី ៦ ទៅ 16 នាក់\n", "# រឿង\n\nពី ៦ ទៅ ១៦ នាក់\n"),
    (
        QUOTES,
        "en",
        "# A\n\nShe said \"come in\" to us.\n",
        "# A\n\nShe said “come in”, and don't wait: 6' 2\" tall, in the '90s.\n",
    ),
    (QUOTES, "hi", "# कथा\n\nउसने कहा 'आओ' और बैठी।\n", "# कथा\n\nउसने कहा ‘आओ’ `\"x\"` और बैठी।\n"),
    (QUOTES, "pa", "# ਕਥਾ\n\n\"ਆਓ\" ਕਿਹਾ\n", "# ਕਥਾ\n\nਫ਼ੋਨ 'ਤੇ ਘਰ 'ਚ ਹੈ।\n"),
    (QUOTES, "zh-Hans", "# 故事\n\n他说'你好'了。\n", "# 故事\n\n他说‘你好’了，it's OK。\n"),
    (NARROW, "zh-Hans", "# 故事\n\n你好,世界.\n", "# 故事\n\n你好，世界。9:30 (a, b) v1.2\n"),
    (NARROW, "ja", "# 話\n\nこんにちは(世界)です\n", "# 話\n\nこんにちは（世界）です\n"),
    (WIDE, "hi", "# कथा\n\nआओ， बैठो\n", "# कथा\n\nआओ, बैठो 你好，世界\n"),
    (WIDE, "vi", "# A\n\nXin chào！\n", "# A\n\nXin chào!\n"),
    (HAN_SPACE, "zh-Hant", "# 故 事\n\n我們 一起說\n", "# 故 事\n\n我們一起說 OK 好\n"),
];

/// Every kind of finding of this module.
const CODES: &[Code] = &[
    CHAPTER_LANGUAGE,
    PARAGRAPH_LANGUAGE,
    LEGACY,
    FORMS,
    LETTER,
    DIGITS,
    MIXED_DIGITS,
    QUOTES,
    NARROW,
    WIDE,
    HAN_SPACE,
];

#[test]
fn every_kind_has_an_input_that_raises_it_and_a_twin_that_does_not() {
    for (code, language, faulty, good) in PAIRS {
        assert_eq!(names(language, faulty), [code.name], "{language}: {faulty}");
        assert_eq!(names(language, good), [""; 0], "{language}: {good}");
    }
    for code in CODES {
        assert!(PAIRS.iter().any(|(tried, ..)| tried == code), "{} is never raised", code.name);
    }
}

#[test]
fn the_fix_and_the_place_are_named() {
    let finding = &found("ur", "# کتاب\n\nيہ كتاب ہے\n")[1];
    assert_eq!(finding.place.to_string(), "c.md:3:4");
    assert!(finding.hint.as_deref().is_some_and(|hint| hint.contains("`کتاب`")));
    let finding = &found("zh-Hans", "# 故事\n\n你好,世界\n")[0];
    assert_eq!(finding.place.to_string(), "c.md:3:3");
    assert_eq!(finding.hint.as_deref(), Some("write `，`"));
    let finding = &found("en", "# A\n\nShe said **\"come\" in**.\n")[0];
    assert_eq!(finding.hint.as_deref(), Some("write `“come”`"));
}

#[test]
fn places_stay_true_after_mending() {
    let finding = &found("vi", "# A\n\nVie\u{323}\u{302}t Nam ！\n")[0];
    assert_eq!(finding.place.to_string(), "c.md:3:12");
}

#[test]
fn no_kind_fills_the_screen() {
    let findings = found("en", &format!("# A\n\n{}\n", "say \"yes\" now, ".repeat(500)));
    assert_eq!(findings.len(), 21);
    assert!(findings[20].message.contains("480 more"));
}

#[test]
fn addresses_and_names_are_no_foreign_paragraph() {
    let page = "# ਸਰੋਤ\n\n- Minnesota Department of Health, 625 Robert St N, St Paul\n\
                - https://www.example.org/the-and-of-you-is-for\n\
                - ਕਹਾਣੀਆਂ ਦੇ ਘੇਰੇ ਵਿੱਚ ਅਸੀਂ ਇਕੱਠੇ ਬੈਠਦੇ ਹਾਂ\n";
    assert_eq!(names("pa", page), [""; 0]);
}
