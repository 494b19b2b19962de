use super::super::texts::PLACEHOLDER;
use super::*;

#[test]
fn every_text_can_be_replaced() {
    for locale in Locale::ALL {
        let own = Brand::none().words(locale);
        assert!(own.len() > 200, "{}", own.len());
        for (name, words) in &own {
            let other = format!("Something else {PLACEHOLDER}");
            let brand = Brand::none().reworded(locale, [(name.clone(), other.clone())]).unwrap();
            for ((of, now), (_, before)) in brand.words(locale).into_iter().zip(&own) {
                assert_eq!(now, if of == *name { other.as_str() } else { *before }, "{name}");
            }
            assert_ne!(*words, other);
        }
        let others = Locale::ALL.into_iter().find(|other| *other != locale).unwrap();
        let brand = Brand::none().reworded(locale, [("language".to_owned(), "x".to_owned())]).unwrap();
        assert_eq!(brand.words(others), Brand::none().words(others), "the other language stays");
    }
}

#[test]
fn what_is_wrong_with_words_is_told_by_name() {
    let words = |name: &str, text: &str| (name.to_owned(), text.to_owned());
    let rejected = Brand::none().reworded(
        Locale::En,
        [
            words("trouble", "Oh no"),
            words("account.titel", "x"),
            words("too_many_attempts.many", "Wait."),
            words("too_many_attempts.one", "Wait a second."),
            words("go_on", " "),
            words("language", "a\nb"),
        ],
    );
    let told: Vec<_> = rejected.unwrap_err().iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "`too_many_attempts.many` must contain {number}, where the number goes",
            "`language` must be text of 1 to 2000 characters on one line",
            "`go_on` must be text of 1 to 2000 characters on one line",
            "`account.titel` is the name of no text",
        ]
    );
}

#[test]
fn an_accent_can_be_read_in_light_and_in_dark() {
    let grounds = [["#f5f5f3", "#ffffff"], ["#17181a", "#212326"]];
    for colour in ["#000000", "#ffffff", "#ff0000", "#00ff00", "#0000ff", "#ffff00", "#808080", "#0b5c6b"] {
        let style = colour.parse::<Colour>().unwrap().style();
        let found: Vec<Colour> =
            style.split('#').skip(1).map(|rest| format!("#{}", &rest[..6]).parse().unwrap()).collect();
        let [light, dark, on_light, on_dark] = found.as_slice() else { panic!("{style}") };
        for (accent, on_accent, grounds) in [(light, on_light, grounds[0]), (dark, on_dark, grounds[1])] {
            assert!(accent.contrast(*on_accent) >= 4.5, "{style}");
            for ground in grounds {
                assert!(accent.contrast(ground.parse().unwrap()) >= 4.5, "{style} on {ground}");
            }
        }
    }
    let kept = "#0b5c6b".parse::<Colour>().unwrap().style();
    assert!(kept.contains("light-dark(#0b5c6b, "), "what can be read is left alone: {kept}");
    for wrong in ["", "red", "0b5c6b", "#fff", "#0b5c6", "#0b5c6b0", "#+b5c6b", "#gggggg", "#0b5c6b;}"] {
        assert_eq!(wrong.parse::<Colour>(), Err(ColourRejected), "{wrong}");
    }
}

#[test]
fn links_lead_over_https_or_stay_here() {
    for good in ["https://example.org", "https://example.org/terms?a=b#c", "/terms", "/"] {
        assert!(good.parse::<PageLink>().is_ok(), "{good}");
    }
    for bad in [
        "",
        "terms",
        "//evil.example",
        "http://example.org",
        "javascript:alert(1)",
        "https://",
        "https:///x",
        "https://a@b",
        "/a b",
        "/\\evil",
        "/\"x",
        "/é",
    ] {
        assert_eq!(bad.parse::<PageLink>(), Err(PageLinkRejected), "{bad}");
    }
}

#[test]
fn a_logo_is_a_picture_of_no_great_size() {
    let svg = b"\xef\xbb\xbf<?xml version=\"1.0\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\"/>".to_vec();
    let logo = Brand::none().logo(svg.clone()).unwrap();
    let path = logo.logo_path().unwrap();
    assert!(
        path.starts_with("/assets/brand/") && path.split_once('.').is_some_and(|(_, ending)| ending == "svg"),
        "{path}"
    );
    assert_eq!(logo.asset(path).unwrap().media_type, "image/svg+xml");
    assert!(logo.asset("/assets/brand/0.svg").is_none());
    let other = Brand::none().logo([svg, vec![b' ']].concat()).unwrap();
    assert_ne!(other.logo_path(), Some(path), "another content has another path");
    let png = Brand::none().logo(b"\x89PNG\r\n\x1a\n...".to_vec()).unwrap();
    assert_eq!(png.asset(png.logo_path().unwrap()).unwrap().media_type, "image/png");
    for (bytes, rejected) in [
        (b"GIF89a".to_vec(), AssetRejected::NoPicture),
        (b"<html>".to_vec(), AssetRejected::NoPicture),
        (b"\xff\xfe<svg".to_vec(), AssetRejected::NoPicture),
        (Vec::new(), AssetRejected::NoPicture),
        (vec![b'<'; 65_537], AssetRejected::TooLarge(65_537)),
    ] {
        assert_eq!(Brand::none().logo(bytes).err(), Some(rejected));
    }
}
