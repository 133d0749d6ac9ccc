package io.github.ldapimport.testing;

import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchEntry;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchResult;
import com.unboundid.ldap.sdk.LDAPException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sees the second look of a run for missing users, which is a search for entryUUIDs; a subclass makes it go wrong. */
public class SecondLook extends Interference {
    private static final Pattern GUID = Pattern.compile("\\(entryUUID=([^)]*)\\)");
    private final List<List<String>> looks = new CopyOnWriteArrayList<>();

    /** The GUIDs that each look has asked for so far. */
    public final List<List<String>> looks() {
        return looks;
    }

    /** GUIDs are about to be looked for. */
    protected void asked(InMemoryInterceptedSearchRequest request) throws LDAPException {}

    /** An entry that was looked for is about to be sent. */
    protected void sending(InMemoryInterceptedSearchEntry entry) {}

    /** A look was answered. */
    protected void answered() {}

    /** A page of the first look is asked for; pages count from 1, through all runs. */
    protected void askedOfFirstLook(int page) throws LDAPException {}

    /** An entry of the first look is about to be sent. */
    protected void sendingOfFirstLook(InMemoryInterceptedSearchEntry entry) {}

    private static boolean isSecond(String filter) {
        return GUID.matcher(filter).find();
    }

    @Override
    protected final void asked(int page, InMemoryInterceptedSearchRequest request) throws LDAPException {
        String filter = request.getRequest().getFilter().toString();
        if (isSecond(filter)) {
            List<String> guids = new ArrayList<>();
            Matcher guid = GUID.matcher(filter);
            while (guid.find()) {
                guids.add(guid.group(1));
            }
            looks.add(guids);
            asked(request);
        } else {
            askedOfFirstLook(page);
        }
    }

    @Override
    protected final void sending(int page, int number, InMemoryInterceptedSearchEntry entry) {
        if (isSecond(entry.getRequest().getFilter().toString())) {
            sending(entry);
        } else {
            sendingOfFirstLook(entry);
        }
    }

    @Override
    protected final void answering(int page, InMemoryInterceptedSearchResult result) {
        if (isSecond(result.getRequest().getFilter().toString())) {
            answered();
        }
    }
}
